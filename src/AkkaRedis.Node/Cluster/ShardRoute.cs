using Akka.Actor;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Cluster;

/// <summary>Where a shard is served: tell batches of this epoch to this primary. Immutable; a new reign is a new route.</summary>
public sealed record ShardRoute(int Shard, long Epoch, IActorRef Primary, ShardStatus Status);
