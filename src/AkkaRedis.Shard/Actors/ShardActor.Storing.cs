using Akka.Actor;
using Akka.Event;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Shard.Actors;

/// <summary>
/// What a primary with a storage does besides serving: has its log stored group by group, keeps replies back until then, opens
/// the journal again after failures, and takes snapshots. <see cref="GroupCommit"/> decides; this carries.
/// </summary>
public sealed partial class ShardActor
{
    private const int MinBackOffMs = 100;
    private const int MaxBackOffMs = 3000;
    private const int SnapshotRetryMs = 10_000;
    private const string Stopped = "the shard stopped";
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    private readonly IShardStorage? _storage;
    private readonly PruningPoints _points = new();
    private readonly List<AskSnapshot> _snapshotAskers = [];
    private List<AskSnapshot> _snapshotAnswers = [];
    private readonly CancellationTokenSource _stopping = new();
    private IActorRef? _log;
    private int _logsOpened;
    private int _backOffMs = MinBackOffMs;
    private long _lastSequence;
    private bool _isRecovering = true;
    private bool _isDown;
    private bool _isStopping;
    private bool _isSnapshotting;
    private long _snapshotOffset;
    private long _snapshotBytes;
    private long _snapshotAtMs;
    private long _noSnapshotBeforeMs;

    private long NowMs => _start.Time.GetUtcNow().ToUnixTimeMilliseconds();

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(static _ => Directive.Stop);

    private bool HandleStorage(object message)
    {
        switch (message)
        {
            case GroupStored stored:
                OnStored(stored);
                return true;
            case LogOpened opened:
                OnLogOpened(opened);
                return true;
            case LogFailed failed:
                OnLogFailed(failed);
                return true;
            case Terminated terminated when terminated.ActorRef.Equals(_log):
                OnLogFailed(new LogFailed("the actor of the journal stopped", IsDamaged: false));
                return true;
            case Terminated:
                return true;
            case OpenLogAgain:
                OpenLog(replays: false);
                return true;
            case AskSnapshot ask:
                _snapshotAskers.Add(ask);
                return true;
            case SnapshotStored snapshot:
                OnSnapshotStored(snapshot);
                return true;
            case StopNow:
                Context.GetLogger().Warning("shard {0} stops before all is stored", _start.Shard);
                Context.Stop(Self);
                return true;
            default:
                return HandleRecovery(message);
        }
    }

    /// <summary>Makes the persistent child, on the primary's own dispatcher: mostly on the thread that tells it.</summary>
    private void OpenLog(bool replays)
    {
        var name = $"log-{++_logsOpened}";
        var props = ShardLogActor.Props(_start.Shard, _storage!.JournalPluginId, replays).WithDispatcher(Context.Props.Dispatcher);
        _log = Context.Watch(Context.ActorOf(props, name));
    }

    private void StoreNext()
    {
        if (_isRecovering)
            return;
        var commit = _engine.Commit;
        commit.HoldsReaders = _storage!.SyncsEachWrite;
        if (commit.TryBegin(out var group))
            _log!.Tell(new CommandGroup(_start.Shard, _epoch, group.Offset, group.Units));
        _engine.SetGate(commit.Gate, commit.Failure);
    }

    /// <summary>Gives a batch back, or keeps it until what it did is stored.</summary>
    private void GoBack(ShardBatch batch)
    {
        if (_storage is null || !_engine.Commit.TryHold(batch))
            batch.ReplyTo.Completed(batch);
    }

    private void OnStored(GroupStored stored)
    {
        _lastSequence = stored.Sequence;
        _backOffMs = MinBackOffMs;
        _engine.Commit.Stored();
        _points.Add(stored.Sequence, _engine.Commit.StoredOffset);
        ReleaseHeld();
    }

    private void ReleaseHeld()
    {
        while (_engine.Commit.TryRelease(out var batch))
            batch.ReplyTo.Completed(batch);
        if (_isStopping && _engine.Commit.IsAllStored)
            Context.Stop(Self);
    }

    private void OnLogOpened(LogOpened opened)
    {
        if (_isDown)
            return;
        if (_isRecovering)
        {
            EndRecovery(opened.LastSequence);
            return;
        }

        if (opened.LastSequence < _lastSequence)
        {
            OnLogFailed(new LogFailed($"the journal ends at event {opened.LastSequence}, and {_lastSequence} was stored", IsDamaged: true));
            return;
        }

        _engine.Commit.Resume(hasGroup: opened.LastSequence > _lastSequence);
        _lastSequence = opened.LastSequence;
        ReleaseHeld();
    }

    private void OnLogFailed(LogFailed failed)
    {
        _log = null;
        if (_isRecovering)
        {
            HandleRecovery(new RecoveryFailed(failed.Reason, failed.IsDamaged));
            return;
        }

        if (_engine.Commit.Failure is null)
            Context.GetLogger().Error("shard {0} cannot store what is written: {1}", _start.Shard, failed.Reason);
        _engine.Commit.Fail(failed.Reason);
        ReleaseHeld();
        if (_isStopping)
            Context.Stop(Self);
        Timers.StartSingleTimer("log", OpenLogAgain.Instance, TimeSpan.FromMilliseconds(_backOffMs));
        _backOffMs = Math.Min(_backOffMs * 2, MaxBackOffMs);
    }

    /// <summary>The end in good order: nothing new is taken in, what was committed is stored first.</summary>
    private void StopWhenStored()
    {
        if (_storage is null || _isRecovering || _engine.Commit.IsAllStored || _engine.Commit.Failure is not null)
        {
            Context.Stop(Self);
            return;
        }

        _isStopping = true;
        _host.NotServing(_start.Shard, _epoch);
        Timers.StartSingleTimer("stop", StopNow.Instance, StopTimeout);
    }

    private void BeginSnapshotIfNeeded()
    {
        if (_storage is null || _isSnapshotting || _engine.IsTakingSnapshot || NowMs < _noSnapshotBeforeMs)
            return;
        var need = new SnapshotNeed(
            _engine.LogOffset - _snapshotOffset, _snapshotBytes, _snapshotAtMs, NowMs, IsAsked: _snapshotAskers.Count > 0);
        if (!_storage.TryBeginSnapshot(need))
            return;
        _isSnapshotting = true;
        _snapshotAnswers = [.. _snapshotAskers];
        _snapshotAskers.Clear();
        _snapshotsAsked.Enqueue(new BeginSnapshot(_storage.SnapshotSink(_start.Shard, _epoch, Self)));
    }

    private void OnSnapshotStored(SnapshotStored snapshot)
    {
        _isSnapshotting = false;
        if (snapshot.Failure is null)
        {
            NoteSnapshot(snapshot.Offset, snapshot.Bytes, NowMs);
            if (snapshot.Leftover is { } leftover)
                Context.GetLogger().Warning("shard {0}: an older snapshot is still there: {1}", _start.Shard, leftover);
            if (_points.TakeUpTo(snapshot.Offset) is > 0 and var sequence)
                _log?.Tell(new PruneLog(sequence));
        }
        else
        {
            _noSnapshotBeforeMs = NowMs + SnapshotRetryMs;
            Context.GetLogger().Error("shard {0}: the snapshot failed: {1}", _start.Shard, snapshot.Failure);
        }

        foreach (var asker in _snapshotAnswers)
            asker.Done(snapshot.Failure);
        _snapshotAnswers = [];
    }

    private void NoteSnapshot(long offset, long bytes, long takenAtMs)
    {
        (_snapshotOffset, _snapshotBytes, _snapshotAtMs) = (offset, bytes, takenAtMs);
        (_engine.Status.SnapshotOffset, _engine.Status.SnapshotBytes) = (offset, bytes);
    }

    private void EndStorage()
    {
        _stopping.Cancel();
        while (_snapshotsAsked.TryDequeue(out var begin))
            begin.Sink.Ended(new SnapshotEnd(0, 0, 0, Stopped));
        foreach (var asker in _snapshotAnswers.Concat(_snapshotAskers))
            asker.Done(Stopped);
    }

    private sealed class OpenLogAgain
    {
        public static readonly OpenLogAgain Instance = new();
    }

    private sealed class StopNow
    {
        public static readonly StopNow Instance = new();
    }
}
