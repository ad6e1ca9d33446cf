using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// What may be changed of a running node's persistence, by CONFIG SET: one for the node, each field read and written atomically
/// by any thread.
/// </summary>
public sealed class Durability
{
    private int _policy = (int)SyncPolicy.EverySecond;

    /// <summary>When what is written is synced (appendfsync).</summary>
    public SyncPolicy Policy
    {
        get => (SyncPolicy)Volatile.Read(ref _policy);
        set
        {
            Volatile.Write(ref _policy, (int)value);
            PolicyChanged?.Invoke(value);
        }
    }

    /// <summary>Hears of a policy that was set.</summary>
    public Action<SyncPolicy>? PolicyChanged { get; set; }

    /// <summary>The segment files, where they are the journal and open.</summary>
    public SegmentStore? Store { get; set; }

    /// <summary>
    /// A snapshot is due when the log since the last one has grown to this part of it (auto-aof-rewrite-percentage); 0 = never ...
    /// </summary>
    public int SnapshotGrowthPercent { get; set; } = 100;

    /// <summary>... and to so many bytes, of all shards together (auto-aof-rewrite-min-size).</summary>
    public long SnapshotMinLogBytes { get; set; } = 64L << 20;

    /// <summary>A snapshot is due when the last one is older and there is log since; 0 = never.</summary>
    public int SnapshotIntervalMs { get; set; } = 3_600_000;
}
