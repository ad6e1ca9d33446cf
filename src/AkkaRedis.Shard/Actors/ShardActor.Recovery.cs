using Akka.Actor;
using Akka.Event;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Shard.Actors;

/// <summary>
/// Before it serves: the storage tells the keys of the newest snapshot, then a persistent child tells the groups of the journal.
/// Damage leaves the actor there, doing nothing, so that nobody starts it again and serves less than there was; any other
/// failure of reading is tried again from the beginning.
/// </summary>
public sealed partial class ShardActor
{
    private static readonly TimeSpan RecoveryRetryDelay = TimeSpan.FromSeconds(1);

    private readonly RecoveryProgress _progress = new();

    private void BeginRecovery()
    {
        _host.Recovering(_start.Shard, _epoch, _progress);
        _storage!.LoadSnapshot(_start.Shard, Self, _progress, _stopping.Token);
    }

    private bool HandleRecovery(object message)
    {
        switch (message)
        {
            case SnapshotRestored restored:
                BeginReplay(restored);
                return true;
            case GroupReplayed replayed:
                Replay(replayed);
                return true;
            case RecoveryFailed { IsDamaged: true } failed:
                GoDown(failed.Reason);
                return true;
            case RecoveryFailed failed:
                Context.GetLogger().Error("shard {0} cannot be recovered yet: {1}", _start.Shard, failed.Reason);
                Timers.StartSingleTimer("recover", RecoverAnew.Instance, RecoveryRetryDelay);
                return true;
            case RecoverAnew:
                throw new ActorKilledException($"the recovery of shard {_start.Shard} begins anew");
            default:
                return false;
        }
    }

    private void BeginReplay(SnapshotRestored restored)
    {
        NoteSnapshot(restored.Offset, restored.Bytes, restored.TakenAtMs);
        if (_engine.LoadFunctions(restored.Functions) is { } error)
        {
            GoDown($"a library of functions of the snapshot is refused: {error}");
            return;
        }

        _engine.BeginReplay(restored.Offset);
        OpenLog(replays: true);
    }

    private void Replay(GroupReplayed replayed)
    {
        if (_isDown)
        {
            replayed.Group.Release();
            return;
        }

        var bytes = replayed.Group.Units.Length;
        _points.Add(replayed.Sequence, replayed.Group.EndOffset);
        _engine.Replay(replayed.Group);
        _progress.Advance(bytes);
        if (_engine.ReplayDamage is { } damage)
            GoDown(damage);
    }

    private void EndRecovery(long lastSequence)
    {
        _lastSequence = lastSequence;
        _isRecovering = false;
        _engine.EndRecovery();
        _progress.End();
        Serve();
    }

    private void GoDown(string damage)
    {
        _isDown = true;
        _progress.End();
        Context.GetLogger().Error("shard {0} is down: {1}", _start.Shard, damage);
        _host.Damaged(_start.Shard, damage);
    }

    private sealed class RecoverAnew
    {
        public static readonly RecoverAnew Instance = new();
    }
}
