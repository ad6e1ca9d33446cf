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

    /// <summary>Starts the region of the shards on a data node. No shard is in it before somebody asks for it.</summary>
    public static async Task StartRegionAsync(
        ActorSystem system, IActorRegistry registry, ShardDirectory directory, IShardPropsFactory primaries)
    {
        // The extension must be there before its settings are read.
        var sharding = ClusterSharding.Get(system);
        registry.Register<ShardRegion>(await sharding.StartAsync(
            RegionName,
            id => primaries.Create(ShardExtractor.ShardOf(id), directory).WithDispatcher("akkaredis.shard-dispatcher"),
            ClusterShardingSettings.Create(system),
            new ShardExtractor(),
            new PlacementStrategy(),
            primaries.StopMessage));
    }

    /// <summary>Has every shard started, and kept alive.</summary>
    public static void StartShards(ActorSystem system, IReadOnlyActorRegistry registry, NodeOptions options) => system.ActorOf(
        ShardKeeper.Props(registry.Get<ShardRegion>(), options.Shards, TimeSpan.FromMilliseconds(options.ShardKeepAliveMs))
            .WithDispatcher(ClusterDispatcher),
        "shard-keeper");

    private static Address AddressOf(string seed, Address self)
    {
        var colon = seed.LastIndexOf(':');
        return self.WithHost(seed[..colon].Trim('[', ']')).WithPort(int.Parse(seed[(colon + 1)..]));
    }
}
