using Akka.Actor;
using AkkaRedis.Node.Routing;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Cluster;

/// <summary>
/// Hands batches to the primaries that the directory knows, directly, past the region. For a shard that recovers or is down for
/// damage it answers itself, so that nobody waits for what does not come soon.
/// </summary>
public sealed class ShardGateway(ShardDirectory directory) : IShardGateway
{
    public SlotMap Slots { get; } = new(directory.ShardCount);

    public bool TryTell(ShardBatch batch, long onlyEpoch)
    {
        if (directory.Find(batch.Shard) is not { } route || (onlyEpoch != 0 && route.Epoch != onlyEpoch))
            return directory.RefusalOf(batch.Shard) is { } refusal && Refuse(batch, refusal);
        batch.Epoch = route.Epoch;
        batch.Outcome = ShardBatchOutcome.Done;
        route.Inbox.Post(batch);
        return true;
    }

    public void TellEndOfWait(int shard, EndWait end) => directory.Find(shard)?.Primary.Tell(end, ActorRefs.NoSender);

    public int KeysIn(int shard, int db) => directory.Find(shard)?.Status.KeysIn(db) ?? 0;

    private static bool Refuse(ShardBatch batch, byte[] error)
    {
        batch.FailRest(error);
        batch.ReplyTo.Completed(batch);
        return true;
    }
}
