using AkkaRedis.Shard.Actors;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// Says when a shard takes a snapshot: when it is asked for, when the log has grown enough, or when the last one is old. Only so many
/// shards of a node do at a time; the others have their turn when one has ended. Called by all shards, on any thread.
/// </summary>
internal sealed class SnapshotSchedule(Durability settings, int shards, long startedAtMs)
{
    /// <summary>Each takes a part of the disk's throughput and of the node's memory.</summary>
    public const int MaxAtATime = 2;

    private int _running;

    public int Running => Volatile.Read(ref _running);

    /// <summary>Takes a place when a snapshot is due and there is one.</summary>
    public bool TryBegin(in SnapshotNeed need)
    {
        if (!IsDue(need) || Running >= MaxAtATime)
            return false;
        if (Interlocked.Increment(ref _running) <= MaxAtATime)
            return true;
        End();
        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void End() => Interlocked.Decrement(ref _running);

    private bool IsDue(in SnapshotNeed need) =>
        need.IsAsked
        || (settings.SnapshotGrowthPercent > 0
            && need.LogBytes >= Math.Max(settings.SnapshotMinLogBytes / shards, need.SnapshotBytes / 100 * settings.SnapshotGrowthPercent))
        || (settings.SnapshotIntervalMs > 0 && need.LogBytes > 0
            && need.NowMs - Math.Max(need.SnapshotAtMs, startedAtMs) >= settings.SnapshotIntervalMs);
}
