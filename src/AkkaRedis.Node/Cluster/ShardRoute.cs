using Akka.Actor;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Cluster;

/// <summary>Where a shard is served: batches of this epoch are posted to this inbox. Immutable; a new reign is a new route.</summary>
public sealed record ShardRoute(int Shard, long Epoch, IActorRef Primary, ShardInbox Inbox, ShardStatus Status);
