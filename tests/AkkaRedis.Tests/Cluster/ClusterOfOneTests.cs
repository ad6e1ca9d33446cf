using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Node.Cluster.Topology;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Monitor;
using AkkaRedis.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AkkaRedis.Tests.Cluster;

/// <summary>A node inside the test: a real actor system and a real cluster of one, with primaries that do nothing.</summary>
public sealed class ClusterOfOneTests : IDisposable
{
    private readonly TemporaryDirectory _dir = new();
    private readonly TrivialShards _shards = new();
    private readonly RecordingPort _port = new();

    public void Dispose() => _dir.Dispose();

    [Fact]
    public async Task It_serves_every_shard_and_says_where()
    {
        await using var server = await StartAsync(("shards", "16"));
        var directory = server.Services.GetRequiredService<ShardDirectory>();
        Assert.Empty(directory.Missing());
        Assert.Equal(16, directory.Statuses().Count);
        Assert.Equal(16, Enumerable.Range(0, 16).Select(s => directory.Find(s)!.Primary).Distinct().Count());
        Assert.Matches("^READY port=[1-9][0-9]* cluster-port=0 node-port=[1-9][0-9]* peer-port=0 admin-port=0$", server.ReadyLine);
        Assert.Matches("^[0-9a-f]{40}$", server.NodeId);
    }

    [Fact]
    public async Task Asked_to_stop_it_takes_leave_of_clients_then_of_shards_and_exits_with_0()
    {
        using var stop = new CancellationTokenSource();
        var server = await StartAsync(("shards", "3"), ("drain-timeout", "700ms"));
        var running = server.RunAsync(stop.Token);
        await stop.CancelAsync();
        Assert.Equal(0, await running);
        Assert.Equal(["bind", "stop accepting", "drain 700 ms"], _port.Calls.Take(3));
        Assert.Equal(3, _shards.StoppedInGoodOrder);
    }

    [Fact]
    public async Task Put_out_of_the_cluster_it_closes_its_clients_and_exits_with_1()
    {
        var exitCode = Environment.ExitCode;
        var server = await StartAsync();
        var running = server.RunAsync(CancellationToken.None);
        var cluster = Akka.Cluster.Cluster.Get(server.Services.GetRequiredService<ActorSystem>());
        cluster.Down(cluster.SelfAddress);
        Assert.Equal(1, await running);
        Assert.Equal(["bind", "stop accepting", "drain 0 ms"], _port.Calls);

        // Akka's host sets it for the whole process, which here is the test runner.
        Environment.ExitCode = exitCode;
    }

    [Fact]
    public async Task A_shard_that_stopped_by_itself_is_started_again_under_a_later_epoch()
    {
        await using var server = await StartAsync(("shards", "2"), ("shard-keep-alive-interval", "100ms"));
        var directory = server.Services.GetRequiredService<ShardDirectory>();
        var first = directory.Find(1)!;
        first.Primary.Tell("die");
        ShardRoute second;
        do
            second = await directory.WhenServing(1, CancellationToken.None);
        while (second.Epoch == first.Epoch);
        Assert.True(second.Epoch > first.Epoch);
    }

    [Fact]
    public async Task Started_again_it_has_its_id_its_shards_and_later_epochs()
    {
        string id;
        long epoch;
        await using (var first = await StartAsync(("shards", "5")))
            (id, epoch) = (first.NodeId, LastEpoch(first));
        await using var second = await StartAsync();
        Assert.Equal(5, second.Services.GetRequiredService<ShardDirectory>().ShardCount);
        Assert.Equal(id, second.NodeId);
        Assert.All(Enumerable.Range(0, 5), s => Assert.True(second.Services.GetRequiredService<ShardDirectory>().Find(s)!.Epoch > epoch));

        static long LastEpoch(AkkaRedisServer server) =>
            Enumerable.Range(0, 5).Max(s => server.Services.GetRequiredService<ShardDirectory>().Find(s)!.Epoch);
    }

    [Fact]
    public async Task Started_again_it_is_the_same_cluster()
    {
        ClusterTopology formed;
        await using (var first = await StartAsync(("shards", "5")))
        {
            formed = first.Services.GetRequiredService<NodeServices>().Topology;
            Assert.Equal((1, 5), (formed.Version, formed.Shards));
            Assert.Contains($"cluster_id:{formed.ClusterId}\r\ntopology_version:1\r\n",
                InfoSections.Write(first.Services.GetRequiredService<NodeServices>(), ["akkaredis"]));
        }

        await using var second = await StartAsync();
        Assert.Equal(formed, second.Services.GetRequiredService<NodeServices>().Topology);
        Assert.Equal(formed, second.Services.GetRequiredService<DataDirectory>().Topology);
    }

    [Fact]
    public async Task A_directory_of_slots_that_it_would_not_serve_so_is_refused()
    {
        _dir.File("topology.json", "{\"version\":2,\"shards\":2,\"topology\":1,\"replicas\":0,\"cluster\":\""
            + new string('a', 40) + "\",\"slots\":[[0,0,100],[1,101,16383]]}");
        Assert.StartsWith("topology: slots are dealt out", await RefusalAsync());
    }

    [Fact]
    public async Task Ports_in_use_are_named_and_the_directory_is_let_go()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var used = ((IPEndPoint)other.LocalEndpoint).Port;
        Assert.StartsWith($"--port {used}: cannot listen on 127.0.0.1", await RefusalAsync(("port", $"{used}")));
        Assert.StartsWith($"--node-port {used}: cannot listen on 127.0.0.1", await RefusalAsync(("node-port", $"{used}")));
        Assert.Equal("--bind 192.0.2.1: not an address of this machine", await RefusalAsync(("bind", "192.0.2.1")));
        DataDirectory.Open(_dir.Path).Dispose();
    }

    [Fact]
    public async Task A_port_lost_after_the_check_is_named_too()
    {
        var refusing = new RefusingPort();
        var e = await Assert.ThrowsAsync<StartupException>(() => StartAsync(refusing));
        Assert.Equal("--port 0: cannot listen on 127.0.0.1: Address already in use", e.Message);
        DataDirectory.Open(_dir.Path).Dispose();
    }

    [Fact]
    public async Task A_second_node_cannot_have_the_directory()
    {
        await using var first = await StartAsync();
        Assert.Contains("in use by another node", await RefusalAsync());
    }

    [Fact]
    public async Task Stopped_while_it_starts_it_lets_everything_go()
    {
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => AkkaRedisServer.StartAsync(Configuration(), AddServing(_port), new CancellationToken(canceled: true)));
        DataDirectory.Open(_dir.Path).Dispose();
    }

    [Fact]
    public async Task A_witness_is_a_member_without_shards_or_clients()
    {
        await using var server = await StartAsync(("roles", "witness"));
        Assert.StartsWith("READY port=0 ", server.ReadyLine);
        Assert.Single(server.Services.GetRequiredService<ShardDirectory>().Missing());
        Assert.Empty(_port.Calls);
    }

    private Task<AkkaRedisServer> StartAsync(params (string Key, string Value)[] settings) =>
        AkkaRedisServer.StartAsync(Configuration(settings), AddServing(_port));

    private Task<AkkaRedisServer> StartAsync(IClientPort port) => AkkaRedisServer.StartAsync(Configuration(), AddServing(port));

    private async Task<string> RefusalAsync(params (string Key, string Value)[] settings) =>
        (await Assert.ThrowsAsync<StartupException>(() => StartAsync(settings))).Message;

    private NodeConfiguration Configuration(params (string Key, string Value)[] settings)
    {
        var values = settings.Append(("dir", _dir.Path)).ToDictionary();
        return NodeConfigurationFactory.Create(values, Path.Combine(AppContext.BaseDirectory, "hocon", "test.conf"));
    }

    private Action<IServiceCollection> AddServing(IClientPort port) =>
        services => services.AddSingleton(port).AddSingleton<IShardPropsFactory>(_shards);

    private sealed class RefusingPort : IClientPort
    {
        public Task<int> BindAsync(IReadOnlyList<string> addresses, int port, CancellationToken cancellation) =>
            throw new SocketException((int)SocketError.AddressAlreadyInUse);

        public Task StopAcceptingAsync() => Task.CompletedTask;

        public Task DrainAsync(TimeSpan timeout) => Task.CompletedTask;
    }
}
