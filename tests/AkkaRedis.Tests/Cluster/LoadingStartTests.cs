using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Monitor;
using AkkaRedis.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace AkkaRedis.Tests.Cluster;

/// <summary>A start whose shards recover: who may come meanwhile, what they are told, and how it ends.</summary>
public sealed class LoadingStartTests : IDisposable
{
    private readonly TemporaryDirectory _dir = new();
    private readonly RecoveringShards _shards = new(2);
    private readonly RecordingPort _port = new();
    private readonly TaskCompletionSource<NodeServices> _node = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose() => _dir.Dispose();

    [Fact]
    public async Task Clients_may_come_before_the_shards_have_recovered()
    {
        var starting = StartAsync();
        var node = await _node.Task;
        await _shards.WhenAllRecover();
        _shards.Progress[0].Advance(500);
        Assert.True(node.Loading.IsOn);
        Assert.Contains("loading:1\r\n", Info(node));
        Assert.Contains("loading_total_bytes:2000\r\n", Info(node));
        Assert.Contains("loading_loaded_perc:25.00\r\n", Info(node));
        await _shards.ServeAsync(0);
        await _shards.ServeAsync(1);
        await using var server = await starting;
        Assert.True(server.IsServing);
        Assert.Contains("\nloading:0\r\nasync_loading:0\r\n", Info(node));
        Assert.DoesNotContain("loading_total_bytes", Info(node));
        Assert.EndsWith("admin-port=0", server.ReadyLine);
    }

    [Fact]
    public async Task A_damaged_shard_does_not_hold_up_the_others_and_is_named()
    {
        var starting = StartAsync();
        await _shards.ServeAsync(0);
        await _shards.DamageAsync(1, "a.seg: offset 7");
        await using var server = await starting;
        Assert.EndsWith(" damaged-shards=1", server.ReadyLine);
        Assert.False((await _node.Task).Loading.IsOn);
        Assert.Equal([1], server.Services.GetRequiredService<ShardDirectory>().Missing());
    }

    [Fact]
    public async Task A_client_can_end_it()
    {
        var starting = StartAsync();
        var node = await _node.Task;
        await _shards.WhenAllRecover();
        node.StopRequest.Ask();
        await using var server = await starting;
        Assert.False(server.IsServing);
        Assert.Equal(0, await server.RunAsync(CancellationToken.None));
        Assert.Equal("stop accepting", _port.Calls[1]);
    }

    [Fact]
    public async Task Whoever_runs_the_node_can_end_it()
    {
        using var stop = new CancellationTokenSource();
        var starting = StartAsync(stop.Token);
        await _shards.WhenAllRecover();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => starting);
        DataDirectory.Open(_dir.Path).Dispose();
    }

    [Fact]
    public async Task Nothing_is_imported_into_a_damaged_shard()
    {
        var starting = StartAsync(CancellationToken.None, ("import", "x.rdb"));
        await _shards.ServeAsync(1);
        await _shards.DamageAsync(0, "a.seg: offset 7");
        var e = await Assert.ThrowsAsync<StartupException>(() => starting);
        Assert.Equal("--import x.rdb: shard 0 is down: a.seg: offset 7", e.Message);
    }

    private static string Info(NodeServices node) => InfoSections.Write(node, ["persistence"]);

    private Task<AkkaRedisServer> StartAsync(CancellationToken stop = default, params (string Key, string Value)[] settings)
    {
        var values = settings.Append(("dir", _dir.Path)).Append(("shards", "2")).ToDictionary();
        var configuration = NodeConfigurationFactory.Create(values, Path.Combine(AppContext.BaseDirectory, "hocon", "test.conf"));
        return AkkaRedisServer.StartAsync(
            configuration,
            services => services.AddSingleton<IShardPropsFactory>(_shards).AddSingleton<IClientPort>(sp =>
            {
                _port.WhenBound = () => _node.TrySetResult(sp.GetRequiredService<NodeServices>());
                return _port;
            }),
            stop);
    }
}
