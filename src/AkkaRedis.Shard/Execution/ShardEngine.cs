using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;
using AkkaRedis.Shard.Rdb;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// One shard without its actor: data, log, statistics, and the work in turns. A turn is bounded by time: a batch, a sliced
/// job, expiry and the freeing of removed values each do a part and leave the rest for the next turn.
/// Not thread-safe; <see cref="Status"/> may be read from anywhere.
/// </summary>
public sealed partial class ShardEngine : IDisposable
{
    /// <summary>About as many commands' keys are fetched side by side.</summary>
    public const int MaxGroup = KeyPrefetch.MaxKeys;

    private const int ReclaimUnits = 256;
    private const int ExpireClockEvery = 32;

    private readonly KeyspaceStore _keyspace;
    private readonly CommandLog _log;
    private readonly CommandExecutor _executor;
    private readonly BatchRunner _runner;
    private readonly Evictor _evictor;
    private readonly ShardSettings _settings;
    private readonly StalledBatches _stalled = new();
    private readonly TimeProvider _time;
    private readonly long _turnTicks;
    private readonly LatencyWatch _watch;
    private readonly CommandTable _commands;
    private bool _expiring;

    public ShardEngine(ShardStart start)
    {
        _time = start.Time;
        _commands = start.Commands;
        _turnTicks = (long)(start.TurnMs * _time.TimestampFrequency / 1000);
        _keyspace = new KeyspaceStore(start.Databases, inBackground: start.InBackground);
        _log = new CommandLog(start.LogKeptBytes);
        _executor = new CommandExecutor(
            _keyspace, start.Settings, new Random(start.Seed), _log, start.KeyEvents, start.Trackers, start.ScriptEnvironment())
        {
            Pause = start.Pause,
        };
        _executor.Tracking.Shards = start.Shards;
        var statistics = new CommandStatistics(start.Commands.All.Count, start.Tracking);
        _executor.Scripts!.Statistics = statistics;
        _evictor = new Evictor(_executor, _log, start.Settings, start.Shards, _time, new Random(start.Seed));
        _executor.NoteMemoryOf(_evictor);
        _watch = start.Watch;
        _settings = start.Settings;
        _snapshotUnits = start.SnapshotUnits;
        Commit = new GroupCommit(_log);
        _runner = new BatchRunner(_executor, _log, _evictor, statistics, _time, _turnTicks, start.ReplyLimitBytes, _watch)
        {
            NodeCommands = start.NodeCommands,
        };
        Status = new ShardStatus(start.Shard, _keyspace, _executor.Counters, statistics, _log, _executor.Scripts!.Control)
        {
            Evictor = _evictor,
            Commit = Commit,
        };
    }

    public ShardStatus Status { get; }

    /// <summary>Which part of the log is stored; without effect while nothing is said to it.</summary>
    public GroupCommit Commit { get; }

    /// <summary>Is there something that a further turn should go on with?</summary>
    public bool HasWorkLeft =>
        _stalled.AnyRunnable || _expiring || _evictor.IsBehind || _keyspace.AnyReclaimable || SnapshotMayGoOn;

    /// <summary>Connections with an unfinished batch, and keys that connections watch: both 0 when all connections are gone.</summary>
    internal int StalledConnections => _stalled.Count;

    internal CommandLog Log => _log;

    internal KeyspaceStore Keyspace => _keyspace;

    internal Scripting.LibrarySet Libraries => _executor.Scripts!.Functions.Current;

    internal int WatchedKeys => _executor.Watches.WatchedKeys;

    /// <summary>The monotonic clock as last looked at in this turn.</summary>
    public long Timestamp => _runner.Timestamp;

    public bool IsTurnOver => _runner.IsTurnOver;

    /// <summary>
    /// Begins a turn that several batches share. The wall clock stands still in it; the monotonic one is looked at after each
    /// command.
    /// </summary>
    public void BeginTurn() => _runner.BeginTurn();

    /// <summary>Sets the memory of the batches' first keys under way.</summary>
    public void Prefetch(List<ShardBatch> batches) => _runner.Prefetch(batches);

    /// <summary>Runs a batch as <see cref="RunInTurn"/> does, in a turn of its own.</summary>
    public bool Run(ShardBatch batch)
    {
        BeginTurn();
        return RunInTurn(batch);
    }

    /// <summary>
    /// Runs a batch for a turn's time. True when it goes back to its sender: finished, or with as many replies as fit; else it is
    /// kept, and comes out of <see cref="RunStalledTurn"/> later.
    /// </summary>
    public bool RunInTurn(ShardBatch batch)
    {
        _executor.Tracking.BeginTurn();
        var goesBack = Begin(batch);
        _executor.Tracking.TellChanged();
        return goesBack;
    }

    private bool Begin(ShardBatch batch)
    {
        if (batch.IsAbandoned)
            return Abandon(batch);
        if (_stalled.Any && _stalled.Find(batch.ConnectionId) is { } stalled)
            return Resume(stalled, batch);
        var pause = _runner.Run(batch, out var job);
        QueueServed();
        if (pause == Pause.None)
            return true;
        stalled = new Stalled(batch);
        _stalled.Add(stalled);
        return Stall(stalled, pause, job) is not null;
    }

    /// <summary>One turn for unfinished work. The batch that goes back to its sender, if one does.</summary>
    public ShardBatch? RunStalledTurn()
    {
        BeginTurn();
        _executor.Tracking.BeginTurn();
        if (_expiring)
            ExpireTurn();
        if (_evictor.IsBehind)
            MemoryTurn();
        if (_keyspace.AnyReclaimable)
            _keyspace.Reclaim(ReclaimUnits);
        if (SnapshotMayGoOn)
            SnapshotTurn();
        if (!_stalled.AnyRunnable)
            return null;
        var stalled = _stalled.TakeNext();
        var finished = stalled.Job is { } job && !StepJob(stalled, job) ? Stall(stalled, Pause.Job, job) : RunOn(stalled);
        _executor.Tracking.TellChanged();
        return finished;
    }

    /// <summary>Removes keys past their time for at most a turn; goes on in later turns while there are more.</summary>
    public void ExpireTurn()
    {
        var nowMs = _runner.WallClockMs;
        _executor.Tracking.BeginTurn();
        _expiring = false;
        if (!_executor.Pause.HoldsAt(nowMs) && _runner.Gate == WriteGate.Open)
            RemoveExpired(nowMs);
        _executor.Tracking.ForgetBeyondLimit();
        _executor.Tracking.TellChanged();
    }

    private void RemoveExpired(long nowMs)
    {
        var started = _time.GetTimestamp();
        _expiring = !ExpireUntil(started + _turnTicks, nowMs);
        var ticks = _time.GetTimestamp() - started;
        if (ticks >= _watch.FromTicks)
            _watch.CycleTook(ticks, "expire-cycle", nowMs);
        if (!Waits.AnyReady)
            return;
        _runner.ServeReady(nowMs);
        QueueServed();
    }

    /// <summary>Lets keys go for at most a turn while there is too much; goes on in later turns. Not while clients are paused.</summary>
    public void MemoryTurn()
    {
        var nowMs = _runner.WallClockMs;
        if (!_executor.Pause.HoldsAt(nowMs) && _runner.Gate == WriteGate.Open)
            _evictor.Look(_runner.Locks, _time.GetTimestamp() + _turnTicks, nowMs);
    }

    /// <summary>
    /// Stores keys that come from a file, each in place of one that is there. They come before the first client: nobody is told,
    /// and the log does not hold them, but begins after them.
    /// </summary>
    public void Load(IReadOnlyList<RdbKey> keys)
    {
        _keyspace.Uses.Bind(_runner.WallClockMs, _settings.Memory);
        foreach (var key in keys)
            key.StoreIn(_keyspace[key.Db]);
    }

    /// <summary>Loads libraries of functions of a file in place of all that are there. Null, or the error, and nothing changed.</summary>
    public string? LoadFunctions(IReadOnlyList<byte[]> sources) =>
        _executor.Scripts!.Functions.TryRestore(sources, Scripting.RestorePolicy.Flush, out var error) ? null : error;

    /// <summary>Every batch the shard still holds, and whether a part of it was executed.</summary>
    public IReadOnlyList<(ShardBatch Batch, bool Started)> TakeStalled()
    {
        var all = _stalled.TakeAll();
        FailWaiting();
        return all;
    }

    public void Dispose()
    {
        EndSnapshot("the shard stopped");
        _executor.Dispose();
        _keyspace.Dispose();
    }

    /// <summary>A batch of a connection that has one stalled: the same one coming back, or a later one.</summary>
    private bool Resume(Stalled stalled, ShardBatch batch)
    {
        if (!ReferenceEquals(stalled.Batch, batch))
        {
            stalled.Later.Enqueue(batch);
            return false;
        }

        return RunOn(stalled) is not null;
    }

    /// <summary>
    /// The connection has ended: the rest of this batch is not executed, and as an UNWATCH or EXEC may be in it, the
    /// connection's watches are forgotten here. Always true: the batch goes back.
    /// </summary>
    private bool Abandon(ShardBatch batch)
    {
        _executor.Watches.Unwatch(batch.ConnectionId);
        if (_stalled.Find(batch.ConnectionId) is { } stalled && ReferenceEquals(stalled.Batch, batch))
            Finish(stalled);
        return true;
    }

    private ShardBatch? RunOn(Stalled stalled)
    {
        if (stalled.Batch.IsAbandoned)
            return Finish(stalled);
        var pause = _runner.Run(stalled.Batch, out var job);
        QueueServed();
        return pause == Pause.None ? Finish(stalled) : Stall(stalled, pause, job);
    }

    private ShardBatch? Stall(Stalled stalled, Pause pause, ISlicedJob? job)
    {
        stalled.Pause = pause;
        stalled.Job = job;
        if (pause == Pause.Waiting)
            BeginWait(stalled);
        _stalled.Queue(stalled);
        if (pause != Pause.ReplyFull)
            return null;
        stalled.Batch.Outcome = ShardBatchOutcome.ReplyFull;
        return stalled.Batch;
    }

    private bool StepJob(Stalled stalled, ISlicedJob job)
    {
        if (!_runner.StepJob(stalled, job))
            return false;
        stalled.Job = null;
        QueueServed();
        if (!job.LockedKey.IsEmpty || job.MoreLockedKeys.Count > 0)
            _stalled.WakeLockWaiters();
        return true;
    }

    private ShardBatch Finish(Stalled stalled)
    {
        var finished = stalled.Batch;
        if (stalled.Later.TryDequeue(out var next))
        {
            stalled.Batch = next;
            stalled.Pause = Pause.TurnOver;
            _stalled.Queue(stalled);
        }
        else
        {
            _stalled.Remove(stalled);
        }

        return finished;
    }

    /// <summary>False when the turn was over before all due keys were removed.</summary>
    private bool ExpireUntil(long turnEnd, long nowMs)
    {
        for (var db = 0; db < _keyspace.DatabaseCount && !_settings.IsExpiryPaused; db++)
        {
            if (_keyspace[db].ExpiresCount > 0 && !ExpireIn(db, nowMs, turnEnd))
                return false;
        }

        return true;
    }

    private bool ExpireIn(int db, long nowMs, long turnEnd)
    {
        for (var n = 1; ; n++)
        {
            var entry = _keyspace[db].NextExpired(nowMs);
            if (entry.IsNone)
                return true;
            if (_runner.Locks.Any)
                return true;
            _executor.RemoveExpired(db, entry.Key.ToArray());
            _log.CommitUnit();
            if (n % ExpireClockEvery == 0 && _time.GetTimestamp() >= turnEnd)
                return false;
        }
    }
}
