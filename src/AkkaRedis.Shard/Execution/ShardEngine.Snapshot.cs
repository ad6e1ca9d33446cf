using AkkaRedis.Shard.Rdb;
using AkkaRedis.Shard.Scripting;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// A snapshot is a walk (<see cref="SnapshotWalk"/>) that gets turns beside other unfinished work. It stops while its sink has
/// no room; writers go on meanwhile until what they made the walk save early has reached a limit.
/// </summary>
public sealed partial class ShardEngine
{
    private readonly int _snapshotUnits;
    private ISnapshotSink? _snapshotSink;
    private (int Db, byte[] Key)? _snapshotLock;
    private long _bigValuesDone;
    private long _snapshotOffset;

    public bool IsTakingSnapshot => _runner.Snapshot is not null;

    private bool SnapshotMayGoOn => _snapshotSink is { HasRoom: true };

    /// <summary>
    /// Begins a snapshot of this moment, which comes to the sink over later turns; libraries of functions come first. One at a time.
    /// </summary>
    public void BeginSnapshot(ISnapshotSink sink, bool withFunctions = true)
    {
        if (IsTakingSnapshot)
        {
            sink.Ended(new SnapshotEnd(_log.EndOffset, 0, 0, "a snapshot is being taken"));
            return;
        }

        _snapshotSink = sink;
        _snapshotOffset = _log.EndOffset;
        var output = new RdbOutput(SnapshotWalk.ChunkBytes);
        if (withFunctions)
            LibraryPayload.WriteSources(_executor.Scripts!.Functions.Current.Libraries, output);
        _runner.Snapshot = new SnapshotWalk(_keyspace, output);
        _bigValuesDone = 0;
    }

    /// <summary>Goes on with the snapshot for at most a turn.</summary>
    private void SnapshotTurn()
    {
        var walk = _runner.Snapshot!;
        var turnEnd = _time.GetTimestamp() + _turnTicks;
        bool isDone;
        do
        {
            isDone = walk.Step(_snapshotUnits);
            if (isDone || walk.Output.Length >= SnapshotWalk.ChunkBytes)
                Deliver(walk);
        }
        while (!isDone && SnapshotMayGoOn && _time.GetTimestamp() < turnEnd);
        if (isDone)
            EndSnapshot(walk.IsBroken ? "a value is too long to be saved" : null);
        MoveSnapshotLock(walk);
        if (isDone || walk.BigValuesDone != _bigValuesDone || !_runner.ChangesMustWait)
            _stalled.WakeLockWaiters();
        _bigValuesDone = walk.BigValuesDone;
    }

    private void Deliver(SnapshotWalk walk)
    {
        _snapshotSink!.Write(walk.Output.Written);
        walk.Output.Clear();
    }

    private void EndSnapshot(string? failure)
    {
        if (_runner.Snapshot is not { } walk)
            return;
        _runner.Snapshot = null;
        var sink = _snapshotSink!;
        _snapshotSink = null;
        sink.Ended(new SnapshotEnd(_snapshotOffset, walk.SavedKeys, walk.SkippedKeys, failure));
    }

    /// <summary>Writers wait for the value that is being written.</summary>
    private void MoveSnapshotLock(SnapshotWalk walk)
    {
        if (_snapshotLock is { } held && walk.LockedDb == held.Db && walk.LockedKey.Span.SequenceEqual(held.Key))
            return;
        if (_snapshotLock is { } old)
            _runner.Locks.Unlock(old.Db, old.Key);
        _snapshotLock = walk.LockedKey.IsEmpty ? null : (walk.LockedDb, walk.LockedKey.ToArray());
        if (_snapshotLock is { } @new)
            _runner.Locks.Lock(@new.Db, @new.Key);
    }
}
