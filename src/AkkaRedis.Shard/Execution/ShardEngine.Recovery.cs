using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// A shard that recovers: the keys of a snapshot, then the groups of the journal that join on to it. No command runs before
/// <see cref="EndRecovery"/>; from there on the log goes on where the recovered one ends.
/// </summary>
public sealed partial class ShardEngine
{
    private LogReplay? _replay;
    private EffectReplayer? _replayer;

    /// <summary>End of the log.</summary>
    public long LogOffset => _log.EndOffset;

    /// <summary>Lets commands write, or makes them wait, or refuses them because of a failure.</summary>
    public void SetGate(WriteGate gate, string? failure)
    {
        if (gate == _runner.Gate)
            return;
        _runner.SetGate(gate, failure);
        _stalled.WakeLockWaiters();
    }

    /// <summary>What is wrong with the log that is replayed; null while nothing is.</summary>
    public string? ReplayDamage => _replay?.Damage;

    /// <summary>The snapshot is loaded; what follows is the log from its offset on.</summary>
    public void BeginReplay(long offset)
    {
        _replay = new LogReplay(offset);
        _replayer = new EffectReplayer(_executor, _log, _commands);
    }

    /// <summary>Carries out what is new of a group, and gives its bytes back.</summary>
    public void Replay(CommandGroup group)
    {
        _replayer!.Apply(group, _replay!, _runner.WallClockMs);
        group.Release();
    }

    /// <summary>Ends the recovery: from here on commands run, and nothing of the log is forgotten that is not stored.</summary>
    public void EndRecovery()
    {
        _replayer!.Dispose();
        _log.BeginAt(_replay!.Offset);
        _log.BeginStoring();
        (_replayer, _replay) = (null, null);
    }
}
