using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Routing;

/// <summary>The way from a connection to the shards.</summary>
public interface IShardGateway
{
    SlotMap Slots { get; }

    /// <summary>
    /// Tells a batch to its shard's primary, stamped with the primary's epoch; false when none serves at the moment, or one of
    /// another epoch than <paramref name="onlyEpoch"/> (0 = any), and the batch stays with the caller. Any thread.
    /// </summary>
    bool TryTell(ShardBatch batch, long onlyEpoch);

    /// <summary>Tells the shard's primary, if one serves, that a command is to wait for keys no longer. Any thread.</summary>
    void TellEndOfWait(int shard, EndWait end);

    /// <summary>Keys of a shard's database, about; for choosing a shard at random by weight.</summary>
    int KeysIn(int shard, int db);
}
