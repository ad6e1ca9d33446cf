using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>A node without logs (appendonly no). The policy is kept as it is set, and means nothing.</summary>
internal sealed class NoPersistence : INodePersistence
{
    public bool IsEnabled => false;

    public SyncPolicy SyncPolicy { get; set; } = SyncPolicy.EverySecond;

    public bool LastWriteSucceeded => true;

    public long LogBytes => 0;

    public long SnapshotBytes => 0;

    public long WaitingBytes => 0;

    public long PendingSyncs => 0;

    public long DelayedSyncs => 0;

    public SnapshotRounds Snapshots => SnapshotRounds.None;

    public bool BeginSnapshots() => false;
}
