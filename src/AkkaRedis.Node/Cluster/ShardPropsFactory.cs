using Akka.Actor;
using AkkaRedis.Node.Clients.Sockets;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Commands;
using AkkaRedis.Node.PubSub;
using AkkaRedis.Node.Routing;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Cluster;

/// <summary>Makes primaries: what a node's options and services say about its shards.</summary>
public sealed class ShardPropsFactory(NodeServices node) : IShardPropsFactory
{
    private readonly SlotMap _slots = new(node.Options.Shards);

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
            Scripts = node.Scripts,
            NodeCommands = new ScriptNodeCommands(node),
            ScriptLog = node.ScriptLog,
            StepAside = SocketThread.StepAside,
            FirstSlot = _slots.FirstSlotOf(shard),
            EndSlot = _slots.FirstSlotOf(shard + 1),
            KeyEvents = new KeyEventPublisher(node.Distribution),
            Trackers = node.Tracking,
            Pause = node.DataPause,
            InBackground = static work => ThreadPool.UnsafeQueueUserWorkItem(static w => w(), work, preferLocal: false),
        },
        host,
        node.Storage);
}
