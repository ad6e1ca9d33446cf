using Akka.Actor;

namespace AkkaRedis.Shard.Actors;

/// <summary>What a shard's primary needs of the node it runs on; called from the actor's thread, must not block.</summary>
public interface IShardHost
{
    /// <summary>The epoch of a new reign over the shard: greater than that of every reign before.</summary>
    long BeginEpoch(int shard);

    /// <summary>The primary of a reign recovers its data; it serves later.</summary>
    void Recovering(int shard, long epoch, Execution.RecoveryProgress progress);

    /// <summary>The shard's files are damaged: it does not serve until someone has mended them and starts the node anew.</summary>
    void Damaged(int shard, string damage);

    /// <summary>The primary serves: batches for this epoch may be posted to its inbox.</summary>
    void Serving(int shard, long epoch, IActorRef primary, ShardInbox inbox, Execution.ShardStatus status);

    /// <summary>The reign is over: nothing more should be posted to that primary.</summary>
    void NotServing(int shard, long epoch);
}
