using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// What a read command has at hand: its arguments, the data as a view, the time, and the writer for its reply. One instance
/// per shard, bound anew for every command; a function keeps nothing of it, unless it suspends itself with
/// <see cref="Suspend"/>.
/// Conventions: exactly one reply per command; an error is written and the function returns; nothing throws for bad input.
/// </summary>
public class ReadContext
{
    private protected Database _db = null!;

    internal ReadContext(KeyspaceStore keyspace, ShardSettings settings, Random random, ShardCounters counters, WatchTable watches)
    {
        Watches = watches;
        Counters = counters;
        Keyspace = keyspace;
        Settings = settings;
        Random = random;
    }

    /// <summary>Arguments of the command; index 0 is its name.</summary>
    public Args Args { get; internal set; }

    public RespWriter Reply { get; internal set; } = null!;

    /// <summary>Unix milliseconds; the same for all commands of a transaction or script.</summary>
    public long NowMs { get; internal set; }

    public int DbIndex { get; private set; }

    public DatabaseView Db => _db;

    /// <summary>The connection the command came from.</summary>
    public long ConnectionId { get; internal set; }

    public ShardSettings Settings { get; }

    /// <summary>Seeded once per shard; the only source of chance for commands.</summary>
    public Random Random { get; }

    public ShardCounters Counters { get; }

    internal KeyspaceStore Keyspace { get; }

    /// <summary>Told of every changed key (WATCH, waiters, trackers) and of events; null in replay.</summary>
    internal IChangeListener? Listener { get; set; }

    internal WatchTable Watches { get; }

    /// <summary>Runs scripts and functions; null where there are none.</summary>
    internal Scripting.ScriptRunner? Scripts { get; init; }

    /// <summary>Was the command called by a script?</summary>
    internal bool IsInScript => Scripts?.IsRunning == true;

    internal ISlicedJob? Job { get; set; }

    /// <summary>May the command being run wait? Not in transactions, scripts and replays.</summary>
    internal bool MayWait { get; set; }

    /// <summary>What the command wants to wait for.</summary>
    internal WaitRequest? Wait { get; set; }

    /// <summary>
    /// The key that became ready while the command waited, which it is now served from; null when it runs for the first time.
    /// </summary>
    internal byte[]? ReadyKey { get; set; }

    /// <summary>With <see cref="ReadyKey"/>: what the command left in <see cref="WaitRequest.State"/>.</summary>
    internal object? WaitState { get; set; }

    /// <summary>Keys that a read found past their expiry, to be removed when the command is done.</summary>
    internal List<(int Db, byte[] Key)> ExpiredSeen { get; } = [];

    /// <summary>Keeps the memory limit; null in replays, which follow what was decided.</summary>
    internal Evictor? Evictor { get; set; }

    /// <summary>Is there no memory for commands that need some? For scripts, whose commands pass no other check.</summary>
    public bool IsOutOfMemory => Evictor?.IsOutOfMemory ?? false;

    internal int DatabaseCount => Keyspace.DatabaseCount;

    internal void BindDatabase(int db)
    {
        DbIndex = db;
        _db = Keyspace[db];
        Keyspace.Uses.Bind(NowMs, Settings.Memory);
    }

    /// <summary>The entry of a key; none when there is none or its time has passed. Counts a hit or a miss.</summary>
    public virtual Entry Find(ReadOnlySpan<byte> key)
    {
        var entry = Peek(key);
        if (!entry.IsNone)
            _db.Touch(entry);
        return entry;
    }

    /// <summary>The same for commands that look at a key without using it (TYPE, TTL, OBJECT): it does not become younger.</summary>
    /// <param name="key">The key.</param>
    /// <param name="tellsMiss">Is it an event when there is no such key?</param>
    public Entry Peek(ReadOnlySpan<byte> key, bool tellsMiss = true)
    {
        var entry = _db.Find(key);
        if (!entry.IsNone && !IsExpired(entry))
        {
            Counters.Hits++;
            return entry;
        }

        Counters.Misses++;
        if (tellsMiss && (Settings.KeyEvents & KeyEventClasses.Miss) != 0)
            Listener?.KeyEvent(DbIndex, key, KeyEvent.Miss);
        if (!entry.IsNone)
            ExpiredSeen.Add((DbIndex, key.ToArray()));
        return default;
    }

    /// <summary>
    /// The entry of a key that must be of one kind: false, with WRONGTYPE written, when it is of another; true with none
    /// when there is no such key.
    /// </summary>
    public bool TryFind(ReadOnlySpan<byte> key, ValueKind kind, out Entry entry)
    {
        entry = Find(key);
        if (entry.IsNone || entry.Kind == kind)
            return true;
        Reply.Error(Errors.WrongType);
        return false;
    }

    /// <summary>Has the entry's time passed? A replica or a replayed log never decides that for itself.</summary>
    public bool IsExpired(in Entry entry) => entry.IsExpiredAt(NowMs);

    /// <summary>An argument as 64-bit integer; false, with the error written, when it is none.</summary>
    public bool TryLong(int arg, out long value)
    {
        if (Numbers.TryParseLong(Args[arg], out value))
            return true;
        Reply.Error(Errors.NotInteger);
        return false;
    }

    /// <summary>An argument as double; false, with the error written, when it is none.</summary>
    public bool TryDouble(int arg, out double value)
    {
        if (Numbers.TryParseDouble(Args[arg], out value))
            return true;
        Reply.Error(Errors.NotFloat);
        return false;
    }

    /// <summary>Is the argument this word, in any letter case? <paramref name="upperCase"/> is given in upper case.</summary>
    public bool Is(int arg, ReadOnlySpan<byte> upperCase) => System.Text.Ascii.EqualsIgnoreCase(Args[arg], upperCase);

    /// <summary>
    /// For a blocking command that found nothing: true when it waits now. It writes no reply then, but is run again when one of
    /// the keys holds a value of the kind (see <see cref="IsCandidate"/>); when the time is over the null array is the reply.
    /// False where waiting is not allowed.
    /// </summary>
    public bool TryWait(in WaitRequest request)
    {
        if (!MayWait)
            return false;
        Wait = request;
        return true;
    }

    /// <summary>May a blocking command take from this key? When it waited, only from the one that became ready.</summary>
    public bool IsCandidate(ReadOnlySpan<byte> key) => ReadyKey is null || key.SequenceEqual(ReadyKey);

    /// <summary>
    /// For work too long for one actor turn: the job is called for slices until it is done, and writes the reply. Commands of
    /// other connections run between the slices; later ones of this connection wait. In a transaction it runs to its end at once.
    /// A write command hands in an <see cref="ISlicedWrite"/>, and has changed nothing before.
    /// </summary>
    public void Suspend(ISlicedJob job) => Job = job;
}
