using Akka.Actor;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.PubSub;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Cluster;

/// <summary>Makes primaries: what a node's options and services say about its shards.</summary>
public sealed class ShardPropsFactory(NodeServices node) : IShardPropsFactory
{
    public object StopMessage => StopShard.Instance;

    public Props Create(int shard, IShardHost host) => ShardActor.Props(
        new ShardStart
        {
            Shard = shard,
            Shards = node.Options.Shards,
            Settings = node.ShardSettings,
            Commands = node.Commands,
            Time = node.Time,
            Seed = System.Security.Cryptography.RandomNumberGenerator.GetInt32(int.MaxValue),
            Databases = node.Options.Databases,
            Watch = node.CommandTimes,
            Tracking = node.Observation.Tracking,
            KeyEvents = new KeyEventPublisher(node.Distribution),
            Trackers = node.Tracking,
            Pause = node.DataPause,
            InBackground = static work => ThreadPool.UnsafeQueueUserWorkItem(static w => w(), work, preferLocal: false),
        },
        host);
}
