using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// One shard without its actor: data, log, statistics, and the work in turns. A turn is bounded by time: a batch, a sliced
/// job, expiry and the freeing of removed values each do a part and leave the rest for the next turn.
/// Not thread-safe; <see cref="Status"/> may be read from anywhere.
/// </summary>
public sealed class ShardEngine : IDisposable
{
    private const int ReclaimUnits = 256;
    private const int ExpireClockEvery = 32;

    private readonly KeyspaceStore _keyspace;
    private readonly CommandLog _log;
    private readonly CommandExecutor _executor;
    private readonly BatchRunner _runner;
    private readonly StalledBatches _stalled = new();
    private readonly TimeProvider _time;
    private readonly long _turnTicks;
    private bool _expiring;

    public ShardEngine(ShardStart start)
    {
        _time = start.Time;
        _turnTicks = (long)(start.TurnMs * _time.TimestampFrequency / 1000);
        _keyspace = new KeyspaceStore(start.Databases);
        _log = new CommandLog(start.LogRingBytes);
        _executor = new CommandExecutor(_keyspace, start.Settings, new Random(start.Seed), _log);
        var statistics = new CommandStatistics(start.Commands.All.Count);
        _runner = new BatchRunner(_executor, _log, statistics, _time, _turnTicks);
        Status = new ShardStatus(start.Shard, _keyspace, _executor.Counters, statistics, _log);
    }

    public ShardStatus Status { get; }

    /// <summary>Is there something that a further turn should go on with?</summary>
    public bool HasWorkLeft => _stalled.AnyRunnable || _expiring || _keyspace.PendingReclaims > 0;

    /// <summary>Runs a batch for a turn. True when it is finished; else it is kept and finished by <see cref="RunStalledTurn"/>.</summary>
    public bool Run(ShardBatch batch)
    {
        if (_stalled.Any && _stalled.TryQueueBehind(batch))
            return false;
        var pause = _runner.Run(batch, out var job);
        if (pause == Pause.None)
            return true;
        _stalled.Add(new Stalled(batch, job, pause == Pause.Locked));
        return false;
    }

    /// <summary>One turn for unfinished work. The batch that became finished, if one did.</summary>
    public ShardBatch? RunStalledTurn()
    {
        if (_expiring)
            ExpireTurn();
        if (_keyspace.PendingReclaims > 0)
            _keyspace.Reclaim(ReclaimUnits);
        if (!_stalled.AnyRunnable)
            return null;
        var stalled = _stalled.TakeNext();
        if (stalled.Job is { } job && !StepJob(stalled, job))
        {
            _stalled.Requeue(stalled);
            return null;
        }

        var pause = _runner.Run(stalled.Batch, out var next);
        stalled.Job = next;
        stalled.WaitsForLock = pause == Pause.Locked;
        if (pause == Pause.None)
            return Finish(stalled);
        _stalled.Requeue(stalled);
        return null;
    }

    /// <summary>Removes keys past their time for at most a turn; goes on in later turns while there are more.</summary>
    public void ExpireTurn()
    {
        var nowMs = _runner.WallClockMs;
        var turnEnd = _time.GetTimestamp() + _turnTicks;
        _expiring = false;
        for (var db = 0; db < _keyspace.DatabaseCount; db++)
        {
            if (_keyspace[db].ExpiresCount > 0 && !ExpireIn(db, nowMs, turnEnd))
            {
                _expiring = true;
                return;
            }
        }
    }

    /// <summary>Every batch the shard still holds, and whether a part of it was executed.</summary>
    public IReadOnlyList<(ShardBatch Batch, bool Started)> TakeStalled() => _stalled.TakeAll();

    public void Dispose() => _keyspace.Dispose();

    private bool StepJob(Stalled stalled, ISlicedJob job)
    {
        if (!_runner.StepJob(stalled.Batch, job))
            return false;
        stalled.Job = null;
        if (!job.LockedKey.IsEmpty)
            _stalled.WakeLockWaiters();
        return true;
    }

    private ShardBatch Finish(Stalled stalled)
    {
        var finished = stalled.Batch;
        if (stalled.Later.TryDequeue(out var next))
        {
            stalled.Batch = next;
            _stalled.Requeue(stalled);
        }
        else
        {
            _stalled.Remove(stalled);
        }

        return finished;
    }

    /// <summary>False when the turn was over before all due keys were removed.</summary>
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
