using Akka.Actor;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Clients.Sockets;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AkkaRedis.Tests.Cluster;

/// <summary>Who runs on which threads, read from a started node: what keeps up the cluster shares none with shards and clients.</summary>
public sealed class DispatcherTests : IDisposable
{
    private static readonly string[] OwnThreads =
    [
        "akka.actor.internal-dispatcher", "akka.actor.default-dispatcher", "akka.remote.default-remote-dispatcher",
    ];

    private static readonly string[] Keepers =
    [
        "/system/cluster", "/system/cluster/core/daemon", "/system/cluster/core/daemon/downingProvider",
        "/system/cluster/core/daemon/heartbeatSender", "/system/cluster/heartbeatReceiver",
        "/system/sharding", "/system/sharding/shard", "/system/sharding/shardCoordinator",
        "/system/sharding/shardCoordinator/singleton/coordinator", "/system/sharding/dataReplicator", "/user/shard-keeper",
        "/user/topology", "/user/topology/singleton",
        "/system/transports", "/system/endpointManager",
    ];

    private readonly TemporaryDirectory _dir = new();

    public void Dispose() => _dir.Dispose();

    [Fact]
    public async Task The_cluster_and_remoting_have_dispatchers_of_their_own()
    {
        await using var server = await StartAsync();
        var system = server.Services.GetRequiredService<ActorSystem>();

        foreach (var path in Keepers)
            Assert.Contains(await DispatcherOfAsync(system, path), OwnThreads);
        Assert.Equal("akkaredis.shard-dispatcher", await DispatcherOfAsync(system, "/system/sharding/shard/0/0"));
    }

    [Fact]
    public async Task Their_dispatchers_have_threads_of_their_own()
    {
        await using var server = await StartAsync();
        var config = server.Services.GetRequiredService<ActorSystem>().Settings.Config;

        Assert.All(OwnThreads, dispatcher => Assert.Equal("ForkJoinDispatcher", config.GetString(dispatcher + ".type")));
        Assert.All(OwnThreads, dispatcher => Assert.Equal(2, config.GetInt(dispatcher + ".dedicated-thread-pool.thread-count")));
    }

    [Theory]
    [InlineData("akkaredis.shard-dispatcher")]
    [InlineData("akkaredis.edge-dispatcher")]
    public async Task Shards_and_connections_run_on_the_thread_that_woke_them(string dispatcher)
    {
        await using var server = await StartAsync();
        var config = server.Services.GetRequiredService<ActorSystem>().Settings.Config;

        Assert.Equal(typeof(SocketThreadExecutorConfigurator), Type.GetType(config.GetString(dispatcher + ".executor")));
    }

    private static async Task<string> DispatcherOfAsync(ActorSystem system, string path)
    {
        var actor = await system.ActorSelection(path).ResolveOne(TimeSpan.FromSeconds(10));
        return ((ActorCell)((ActorRefWithCell)actor).Underlying).Dispatcher.Id;
    }

    private Task<AkkaRedisServer> StartAsync()
    {
        var configuration = NodeConfigurationFactory.Create(
            new Dictionary<string, string> { ["dir"] = _dir.Path }, Path.Combine(AppContext.BaseDirectory, "hocon", "test.conf"));
        return AkkaRedisServer.StartAsync(configuration, services => services
            .AddSingleton<IClientPort>(new RecordingPort())
            .AddSingleton<IShardPropsFactory>(new TrivialShards()));
    }
}
