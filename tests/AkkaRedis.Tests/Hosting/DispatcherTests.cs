using Akka.Actor;
using Akka.Configuration;
using AkkaRedis.Node.Clients.Sockets;
using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Tests.Hosting;

/// <summary>A busy shard must not delay a heartbeat: what keeps the cluster together has threads of its own.</summary>
public class DispatcherTests
{
    /// <summary>None named is the internal one.</summary>
    private static readonly string[] Internal = ["", "akka.actor.internal-dispatcher", "akka.remote.default-remote-dispatcher"];

    private static readonly Config Settings = NodeConfigurationFactory.Create(new Dictionary<string, string>()).Akka
        .WithFallback(Akka.Cluster.Sharding.ClusterSharding.DefaultConfig())
        .WithFallback(Akka.DistributedData.DistributedData.DefaultConfig())
        .WithFallback(ConfigurationFactory.FromResource<Akka.Cluster.Cluster>(
            "Akka.Cluster.Configuration.Cluster.conf"))
        .WithFallback(ConfigurationFactory.FromResource<Akka.Remote.RemoteActorRefProvider>(
            "Akka.Remote.Configuration.Remote.conf"))
        .WithFallback(ConfigurationFactory.Default());

    [Theory]
    [InlineData("akka.actor.internal-dispatcher")]
    [InlineData("akka.remote.default-remote-dispatcher")]
    public void Cluster_and_remoting_run_on_threads_of_their_own(string dispatcher)
    {
        Assert.Equal("ForkJoinDispatcher", Settings.GetString($"{dispatcher}.type"));
        Assert.InRange(Settings.GetInt($"{dispatcher}.dedicated-thread-pool.thread-count"), 1, 4);
    }

    [Theory]
    [InlineData("akka.cluster.use-dispatcher")]
    [InlineData("akka.cluster.sharding.use-dispatcher")]
    [InlineData("akka.cluster.distributed-data.use-dispatcher")]
    [InlineData("akka.remote.use-dispatcher")]
    public void Nothing_of_the_cluster_is_told_to_run_elsewhere(string key) =>
        Assert.Contains(Settings.GetString(key, ""), Internal);

    [Fact]
    public void Only_connections_and_shards_run_on_socket_threads()
    {
        var executor = $"{typeof(SocketThreadExecutorConfigurator).FullName}, AkkaRedis.Node";
        Assert.Equal(executor, Settings.GetString("akkaredis.edge-dispatcher.executor"));
        Assert.Equal(executor, Settings.GetString("akkaredis.shard-dispatcher.executor"));
        var dispatchers = Settings.Root.ToString()!.Split(executor).Length - 1;
        Assert.Equal(2, dispatchers);
    }
}
