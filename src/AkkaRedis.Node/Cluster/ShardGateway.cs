using Akka.Actor;
using AkkaRedis.Node.Routing;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Cluster;

/// <summary>Tells batches to the primaries that the directory knows, directly, past the region.</summary>
public sealed class ShardGateway(ShardDirectory directory) : IShardGateway
{
    public SlotMap Slots { get; } = new(directory.ShardCount);

    public bool TryTell(ShardBatch batch, long onlyEpoch)
    {
        if (directory.Find(batch.Shard) is not { } route || (onlyEpoch != 0 && route.Epoch != onlyEpoch))
            return false;
        batch.Epoch = route.Epoch;
        batch.Outcome = ShardBatchOutcome.Done;
        route.Primary.Tell(batch, ActorRefs.NoSender);
        return true;
    }

    public void TellEndOfWait(int shard, EndWait end) => directory.Find(shard)?.Primary.Tell(end, ActorRefs.NoSender);

    public int KeysIn(int shard, int db) => directory.Find(shard)?.Status.KeysIn(db) ?? 0;
}
