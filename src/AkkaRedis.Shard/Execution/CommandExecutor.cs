using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;
using AkkaRedis.Shard.Scripting;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// Runs single commands over one shard's data: binds the context, calls the row's function, drops half a reply when it
/// ended in an error, logs the effect. Knows nothing of batches, actors or connections.
/// </summary>
public sealed class CommandExecutor : IDisposable
{
    private const int ReplaySliceUnits = 10_000;

    private readonly ReadContext _read;
    private readonly WriteContext _write;
    private readonly CommandLog _log;

    public CommandExecutor(KeyspaceStore keyspace, ShardSettings settings, Random random, CommandLog log,
        IKeyEventSink? keyEvents = null, ITrackingSink? trackers = null, ScriptEnvironment? scripts = null)
    {
        _log = log;
        Counters = new ShardCounters();
        Watches = new WatchTable(keyspace);
        Waits = new WaitTable(keyspace);
        Tracking = new TrackingTable(settings, Counters, trackers);
        Scripts = scripts is null ? null : new ScriptRunner(this, scripts, settings);
        var changes = new ChangeFan(Watches, Waits, Tracking, settings, keyEvents);
        _read = new ReadContext(keyspace, settings, random, Counters, Watches) { Listener = changes, Scripts = Scripts };
        _write = new WriteContext(keyspace, settings, random, Counters, Watches, log) { Listener = changes, Scripts = Scripts };
        Tracking.Writer = _write;
    }

    public ShardCounters Counters { get; }

    internal WatchTable Watches { get; }

    internal WaitTable Waits { get; }

    internal TrackingTable Tracking { get; }

    /// <summary>While it lasts reads leave keys past their time where they are.</summary>
    internal DataPause Pause { get; init; } = new();

    /// <summary>The error that writes of scripts get, as long as nothing can be stored; null = they may write.</summary>
    internal byte[]? WriteRefusal { get; set; }

    internal WriteContext WriteContext => _write;

    internal KeyspaceStore Keyspace => _write.Keyspace;

    internal ScriptRunner? Scripts { get; }

    public void Dispose() => Scripts?.Dispose();

    /// <summary>
    /// Executes one command whose arity was checked. When it suspended itself, the pending job is returned and the reply is
    /// not complete; else null.
    /// </summary>
    public ISlicedJob? Execute(ShardCommand command, in Args args, RespWriter reply, int db, long nowMs, long connectionId)
    {
        if (command.ReadFunction is { } read)
        {
            Bind(_read, args, reply, db, nowMs, connectionId);
            read(_read);
            RemoveExpiredSeen();
            return TakeJob(_read);
        }

        Bind(_write, args, reply, db, nowMs, connectionId);
        _write.BeginCommand();
        command.WriteFunction!(_write);
        _write.Keyspace.SettleBytes();
        LogCommand(db, args);
        var job = TakeJob(_write);
        if (job is null || !_write.IsReplay)
            return job;

        // A replay has no turns and nobody to let pass.
        while (!Step(job, args, reply, db, nowMs, connectionId, ReplaySliceUnits))
        {
        }

        return null;
    }

    /// <summary>
    /// The same for a command that may wait, and, with a key, for one that waited and is served from that key. When it waits
    /// (again), <paramref name="wait"/> says for what and there is no reply.
    /// </summary>
    internal ISlicedJob? ExecuteOrWait(ShardCommand command, in Args args, RespWriter reply, int db, long nowMs, long connectionId,
        byte[]? readyKey, object? waitState, out WaitRequest? wait)
    {
        var context = command.ReadFunction is null ? _write : _read;
        context.MayWait = true;
        context.ReadyKey = readyKey;
        context.WaitState = waitState;
        var job = Execute(command, args, reply, db, nowMs, connectionId);
        wait = context.Wait;
        context.MayWait = false;
        context.ReadyKey = null;
        context.WaitState = null;
        context.Wait = null;
        return job;
    }

    /// <summary>Does a slice of a pending job, a write's change included; true when the job is done and its reply complete.</summary>
    public bool Step(ISlicedJob job, in Args args, RespWriter reply, int db, long nowMs, long connectionId, int units)
    {
        if (!Prepare(job, args, reply, db, nowMs, connectionId, units))
            return false;
        if (job is ISlicedWrite write)
            Apply(write, args, reply, db, nowMs, connectionId);
        return true;
    }

    /// <summary>The same, but without a write's change: true when that is all that is missing.</summary>
    internal bool Prepare(ISlicedJob job, in Args args, RespWriter reply, int db, long nowMs, long connectionId, int units)
    {
        Bind(_read, args, reply, db, nowMs, connectionId);
        var done = job.Step(_read, units);
        RemoveExpiredSeen();
        return done;
    }

    /// <summary>Lets a job that is prepared make its change, and logs it.</summary>
    internal void Apply(ISlicedWrite job, in Args args, RespWriter reply, int db, long nowMs, long connectionId)
    {
        Bind(_write, args, reply, db, nowMs, connectionId);
        _write.BeginCommand();
        job.Apply(_write);
        _write.Keyspace.SettleBytes();
        LogCommand(db, args);
    }

    /// <summary>The kind of a key's value, which may have expired.</summary>
    internal ValueKind KindOf(int db, ReadOnlySpan<byte> key) => _write.Keyspace[db].Find(key).Kind;

    /// <summary>Removes a key whose time has passed, with its effect and event.</summary>
    internal void RemoveExpired(int db, ReadOnlySpan<byte> key) => _write.RemoveExpired(db, key);

    /// <summary>Removes a key for the memory it takes, with its effect and event.</summary>
    internal void RemoveEvicted(int db, ReadOnlySpan<byte> key) => _write.RemoveEvicted(db, key);

    /// <summary>Lets commands and scripts ask whether there is memory.</summary>
    internal void NoteMemoryOf(Evictor evictor)
    {
        _read.Evictor = _write.Evictor = evictor;
        if (Scripts is not null)
            Scripts.IsOutOfMemory = () => evictor.IsOutOfMemory;
    }

    private static void Bind(ReadContext c, in Args args, RespWriter reply, int db, long nowMs, long connectionId)
    {
        c.Args = args;
        c.Reply = reply;
        c.NowMs = nowMs;
        c.ConnectionId = connectionId;
        c.BindDatabase(db);
    }

    private static ISlicedJob? TakeJob(ReadContext c)
    {
        var job = c.Job;
        c.Job = null;
        return job;
    }

    private void LogCommand(int db, in Args args)
    {
        if (_write.Dirty > 0 && !_write.HasOwnEffects && !_write.IsReplay)
            _log.Append(db, args);
    }

    private void RemoveExpiredSeen()
    {
        if (_read.ExpiredSeen.Count == 0)
            return;
        foreach (var (db, key) in _read.ExpiredSeen)
        {
            if (!Pause.HoldsAt(_read.NowMs) && WriteRefusal is null && _read.IsExpired(_read.Keyspace[db].Find(key)))
                _write.RemoveExpired(db, key);
        }

        _read.ExpiredSeen.Clear();
    }
}
