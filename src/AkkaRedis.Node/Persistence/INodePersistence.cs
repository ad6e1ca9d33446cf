using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// What a node keeps on disk of its shards, as CONFIG, INFO and BGREWRITEAOF see it: the logs, and the snapshots by which they
/// are kept short. Together they are what redis-server calls its append only file. Any thread.
/// </summary>
public interface INodePersistence
{
    /// <summary>Are writes kept on disk? Fixed as long as the node runs.</summary>
    bool IsEnabled { get; }

    /// <summary>When what was written is synced; a change holds from the next group on.</summary>
    SyncPolicy SyncPolicy { get; set; }

    /// <summary>Did the last write of the logs succeed, and the last sync?</summary>
    bool LastWriteSucceeded { get; }

    /// <summary>Bytes of the logs on disk.</summary>
    long LogBytes { get; }

    /// <summary>Bytes of the newest whole snapshots on disk.</summary>
    long SnapshotBytes { get; }

    /// <summary>Bytes that wait to be written to the logs.</summary>
    long WaitingBytes { get; }

    /// <summary>Syncs under way.</summary>
    long PendingSyncs { get; }

    /// <summary>Syncs that took so long that writes may have waited for them.</summary>
    long DelayedSyncs { get; }

    /// <summary>What is going on with snapshots.</summary>
    SnapshotRounds Snapshots { get; }

    /// <summary>Asks every shard for a snapshot; false while a round is running.</summary>
    bool BeginSnapshots();
}

/// <summary>Rounds of snapshots of all shards: the present one, the last one, and how many there were.</summary>
public sealed record SnapshotRounds
{
    public static readonly SnapshotRounds None = new();

    /// <summary>How long the present round has taken; -1 when there is none.</summary>
    public long CurrentMs { get; init; } = -1;

    /// <summary>How long the last round took; -1 when there was none.</summary>
    public long LastMs { get; init; } = -1;

    public bool LastSucceeded { get; init; } = true;

    /// <summary>Rounds begun since the start.</summary>
    public long Begun { get; init; }

    /// <summary>Rounds that failed since one succeeded.</summary>
    public long FailedInARow { get; init; }

    public bool IsRunning => CurrentMs >= 0;
}
