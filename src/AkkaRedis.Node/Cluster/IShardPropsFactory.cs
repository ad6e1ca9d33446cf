using Akka.Actor;
using AkkaRedis.Shard.Actors;

namespace AkkaRedis.Node.Cluster;

/// <summary>How the primary of a shard is made on this node.</summary>
public interface IShardPropsFactory
{
    /// <summary>Told to a primary that must end its reign in good order: a planned move, or the node stops.</summary>
    object StopMessage { get; }

    Props Create(int shard, IShardHost host);
}
