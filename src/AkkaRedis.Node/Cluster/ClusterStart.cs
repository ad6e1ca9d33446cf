using Akka.Actor;
using Akka.Cluster.Sharding;
using Akka.Hosting;
using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Node.Cluster;

/// <summary>The steps by which an actor system becomes a member that holds shards.</summary>
internal static class ClusterStart
{
    public const string SystemName = "akkaredis";
    private const string RegionName = "shard";
    private const string ClusterDispatcher = "akka.actor.internal-dispatcher";

    /// <summary>Joins the seeds, or forms a cluster of one at once, without waiting for seeds that are not there.</summary>
    public static void Join(ActorSystem system, NodeOptions options)
    {
        var cluster = Akka.Cluster.Cluster.Get(system);
        if (options.Seeds.Count == 0)
            cluster.Join(cluster.SelfAddress);
        else
            cluster.JoinSeedNodes(options.Seeds.Select(seed => AddressOf(seed, cluster.SelfAddress)));
    }

    /// <summary>Starts the region of the shards on a data node, and what keeps them alive.</summary>
    public static async Task StartShardsAsync(
        ActorSystem system, IActorRegistry registry, NodeOptions options, ShardDirectory directory, IShardPropsFactory primaries)
    {
        // The extension must be there before its settings are read.
        var sharding = ClusterSharding.Get(system);
        var region = await sharding.StartAsync(
            RegionName,
            id => primaries.Create(ShardExtractor.ShardOf(id), directory).WithDispatcher("akkaredis.shard-dispatcher"),
            ClusterShardingSettings.Create(system),
            new ShardExtractor(),
            new PlacementStrategy(),
            primaries.StopMessage);
        registry.Register<ShardKeeper>(system.ActorOf(
            ShardKeeper.Props(region, options.Shards, TimeSpan.FromMilliseconds(options.ShardKeepAliveMs))
                .WithDispatcher(ClusterDispatcher),
            "shard-keeper"));
    }

    private static Address AddressOf(string seed, Address self)
    {
        var colon = seed.LastIndexOf(':');
        return self.WithHost(seed[..colon].Trim('[', ']')).WithPort(int.Parse(seed[(colon + 1)..]));
    }
}
