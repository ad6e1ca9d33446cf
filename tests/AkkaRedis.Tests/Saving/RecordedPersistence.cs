using AkkaRedis.Node.Persistence;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Tests.Saving;

/// <summary>Logs on disk as a test says they are.</summary>
internal sealed class RecordedPersistence : INodePersistence
{
    public bool IsEnabled => true;

    public SyncPolicy SyncPolicy { get; set; } = SyncPolicy.EverySecond;

    public bool LastWriteSucceeded { get; set; } = true;

    public long LogBytes => 300;

    public long SnapshotBytes => 200;

    public long WaitingBytes => 7;

    public long PendingSyncs => 1;

    public long DelayedSyncs => 4;

    public SnapshotRounds Snapshots { get; set; } = SnapshotRounds.None;

    public int Asked { get; private set; }

    public bool BeginSnapshots()
    {
        if (Snapshots.IsRunning)
            return false;
        Asked++;
        Snapshots = Snapshots with { CurrentMs = 0, Begun = Snapshots.Begun + 1 };
        return true;
    }
}
