using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// What a write command has at hand beyond reading: the data to change and the log of effects.
/// Effects: a command that called <see cref="Modified"/> is logged as it came, unless it named its effects with
/// <see cref="Effect"/> (needed for everything that depends on time, chance or a float's rounding); a command that modified
/// nothing is not logged. A replayed effect must lead to the same data at any later time.
/// </summary>
public sealed class WriteContext : ReadContext
{
    private readonly CommandLog _log;
    private bool _tellsNewKeys;

    internal WriteContext(KeyspaceStore keyspace, ShardSettings settings, Random random, ShardCounters counters,
        WatchTable watches, CommandLog log)
        : base(keyspace, settings, random, counters, watches) => _log = log;

    public new Database Db => _db;

    /// <summary>Changes made by the current command; 0 means it has no effect.</summary>
    public int Dirty { get; private set; }

    internal bool HasOwnEffects { get; private set; }

    /// <summary>When replaying a log the primary has decided what is expired.</summary>
    internal bool IsReplay { get; set; }

    /// <summary>Another database by number, for MOVE and COPY.</summary>
    public Database DatabaseAt(int db) => Keyspace[db];

    /// <summary>All databases, for FLUSHALL and SWAPDB.</summary>
    public KeyspaceStore AllDatabases => Keyspace;

    /// <summary>The entry of a key; one whose time has passed is removed first, with its own effect. Counts no hit or miss.</summary>
    public override Entry Find(ReadOnlySpan<byte> key)
    {
        var entry = _db.FindToChange(key);
        if (entry.IsNone)
            return entry;
        if (IsReplay || !IsExpired(entry))
        {
            _db.Touch(entry);
            return entry;
        }

        RemoveExpired(DbIndex, key);
        return default;
    }

    /// <summary>The same for a key of another database.</summary>
    public Entry FindIn(int db, ReadOnlySpan<byte> key)
    {
        var entry = Keyspace[db].FindToChange(key);
        if (entry.IsNone || IsReplay || !IsExpired(entry))
            return entry;
        RemoveExpired(db, key);
        return default;
    }

    /// <summary>
    /// Finds without removing what is expired, and without counting: for a second look at a string. (A collection found so would
    /// change without its bytes being counted.)
    /// </summary>
    public Entry FindAgain(ReadOnlySpan<byte> key) => _db.Find(key);

    /// <summary>Says that a key changed, and which event that is. Call once per changed key, after the change.</summary>
    public void Modified(ReadOnlySpan<byte> key, KeyEvent @event) => ModifiedIn(DbIndex, key, @event);

    /// <summary>The same for a key of another database.</summary>
    public void ModifiedIn(int db, ReadOnlySpan<byte> key, KeyEvent @event)
    {
        Dirty++;
        Listener?.KeyChanged(db, key, @event);
    }

    /// <summary>Says that a whole database changed (FLUSHDB, SWAPDB).</summary>
    public void ModifiedDatabase(int db)
    {
        Dirty++;
        Listener?.DatabaseChanged(db);
    }

    /// <summary>Says that databases were emptied, all that were at once, for those who do not care which (CLIENT TRACKING).</summary>
    public void Emptied() => Listener?.Emptied();

    /// <summary>Says that the shard's libraries of functions changed.</summary>
    public void ModifiedLibraries()
    {
        Dirty++;
        Scripts?.ShowLibraries();
    }

    /// <summary>Announces a further event of a key whose change was already told with <see cref="Modified"/>.</summary>
    public void Notify(ReadOnlySpan<byte> key, KeyEvent @event) => Listener?.KeyEvent(DbIndex, key, @event);

    /// <summary>
    /// Announces a change that WATCH does not hear of and nobody waits for, as redis-server has it for what is not the value proper;
    /// the command is logged as it came.
    /// </summary>
    public void Announce(ReadOnlySpan<byte> key, KeyEvent @event)
    {
        Notify(key, @event);
        Effect(Args);
    }

    /// <summary>Logs this effect in place of the command as it came; may be called several times.</summary>
    public void Effect(ReadOnlySpan<byte> command, ReadOnlySpan<byte> key)
    {
        HasOwnEffects = true;
        _log.Append(DbIndex, command, key);
    }

    public void Effect(ReadOnlySpan<byte> command, ReadOnlySpan<byte> key, ReadOnlySpan<byte> arg2)
    {
        HasOwnEffects = true;
        _log.Append(DbIndex, command, key, arg2);
    }

    public void Effect(ReadOnlySpan<byte> command, ReadOnlySpan<byte> key, ReadOnlySpan<byte> arg2, ReadOnlySpan<byte> arg3)
    {
        HasOwnEffects = true;
        _log.Append(DbIndex, command, key, arg2, arg3);
    }

    public void Effect(ReadOnlySpan<byte> command, ReadOnlySpan<byte> key, ReadOnlySpan<byte> arg2, ReadOnlySpan<byte> arg3,
        ReadOnlySpan<byte> arg4)
    {
        HasOwnEffects = true;
        _log.Append(DbIndex, command, key, arg2, arg3, arg4);
    }

    /// <summary>The same with any number of arguments after the first two.</summary>
    public void Effect(ReadOnlySpan<byte> command, ReadOnlySpan<byte> key, ReadOnlySpan<byte> arg2, in Args rest)
    {
        HasOwnEffects = true;
        _log.Append(DbIndex, command, key, arg2, rest);
    }

    public void Effect(ReadOnlySpan<byte> command, ReadOnlySpan<byte> key, ReadOnlySpan<byte> arg2, ReadOnlySpan<byte> arg3,
        ReadOnlySpan<byte> arg4, ReadOnlySpan<byte> arg5)
    {
        HasOwnEffects = true;
        _log.Append(DbIndex, command, key, arg2, arg3, arg4, arg5);
    }

    /// <summary>Logs an effect of any number of arguments in place of the command as it came.</summary>
    public void Effect(in Args args)
    {
        HasOwnEffects = true;
        _log.Append(DbIndex, args);
    }

    /// <summary>The command has no effect to log beyond those named, although data was modified.</summary>
    public void NoFurtherEffect() => HasOwnEffects = true;

    internal void RemoveExpired(int db, ReadOnlySpan<byte> key)
    {
        Keyspace[db].Remove(key);
        Counters.ExpiredKeys++;
        _log.Append(db, "DEL"u8, key);
        Listener?.KeyChanged(db, key, KeyEvent.Expired);
    }

    internal void RemoveEvicted(int db, ReadOnlySpan<byte> key)
    {
        Keyspace[db].Remove(key);
        Counters.EvictedKeys++;
        _log.Append(db, "DEL"u8, key);
        Listener?.KeyChanged(db, key, KeyEvent.Evicted);
    }

    internal void BeginCommand()
    {
        if (_tellsNewKeys != ((Settings.KeyEvents & KeyEventClasses.New) != 0))
            SwitchNewKeys();
        Dirty = 0;
        HasOwnEffects = false;
    }

    /// <summary>Databases tell of new keys only while somebody may ask for that event.</summary>
    private void SwitchNewKeys()
    {
        _tellsNewKeys = !_tellsNewKeys;
        for (var db = 0; db < DatabaseCount; db++)
        {
            var index = db;
            Keyspace[db].NewKey = _tellsNewKeys ? key => Listener?.KeyEvent(index, key, KeyEvent.New) : null;
        }
    }
}

/// <summary>Hears of changed keys.</summary>
internal interface IChangeListener
{
    void KeyChanged(int db, ReadOnlySpan<byte> key, KeyEvent @event);

    void KeyEvent(int db, ReadOnlySpan<byte> key, KeyEvent @event);

    void DatabaseChanged(int db);

    /// <summary>After all that <see cref="DatabaseChanged"/> told of databases that were emptied.</summary>
    void Emptied()
    {
    }
}
