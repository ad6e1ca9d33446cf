using Akka.Actor;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Node.Import;
using AkkaRedis.Node.Monitor;
using AkkaRedis.Node.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace AkkaRedis.Node.Hosting;

/// <summary>
/// A running node inside this process: what the program runs, and what a test or an application may start for itself.
/// Disposing it stops the node.
/// </summary>
public sealed class AkkaRedisServer : IAsyncDisposable
{
    /// <summary>More than all phases of Akka's shutdown together need when nothing hangs.</summary>
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(60);

    private readonly IHost _host;
    private readonly DataDirectory _data;
    private readonly List<ITimer> _timers = [];
    private bool _stopped;

    private AkkaRedisServer(IHost host, DataDirectory data)
    {
        _host = host;
        _data = data;
    }

    /// <summary>Ports in use, 0 where a face is off.</summary>
    public BoundPorts Ports => Services.GetRequiredService<NodeServices>().Ports;

    /// <summary>Who this node is, whatever its address: 40 hex digits.</summary>
    public string NodeId => _data.NodeId;

    /// <summary>False when a client has asked for the node's end while it loaded its data: all that is left is to run it.</summary>
    public bool IsServing { get; private set; }

    /// <summary>What the program prints when it serves; shards that are down for damage are named.</summary>
    public string ReadyLine =>
        $"READY port={Ports.Proxy} cluster-port={Ports.Cluster} node-port={Ports.Node} peer-port={Ports.Peer} admin-port={Ports.Admin}"
        + DamagedShards;

    internal IServiceProvider Services => _host.Services;

    /// <summary>Starts a node; when this returns it serves clients, or is to end (<see cref="IsServing"/>).</summary>
    /// <exception cref="StartupException">The configuration asks for what cannot be had: a port, a directory.</exception>
    public static Task<AkkaRedisServer> StartAsync(NodeConfiguration configuration, CancellationToken cancellation = default) =>
        StartAsync(configuration, services => services.AddServing(), cancellation);

    /// <summary>With other parts in place of those that serve.</summary>
    internal static async Task<AkkaRedisServer> StartAsync(
        NodeConfiguration configuration, Action<IServiceCollection> addServing, CancellationToken cancellation = default)
    {
        PortCheck.EnsureFree(configuration.Node);
        var data = DataDirectory.Open(configuration.Node.Dir);
        try
        {
            var asked = configuration.Node;
            configuration.Node = asked with { Shards = data.ShardsOr(asked.Shards, asked.ShardsGiven) };
            KeptImport.RemoveUnfinished(asked);
            JournalStart.Check(configuration);
            var server = new AkkaRedisServer(BuildHost(configuration, data, addServing), data);
            await server.StartOrStopAsync(cancellation);
            return server;
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Runs until <paramref name="stop"/> is cancelled, a client asks for the end or the cluster puts the node out, then stops it.
    /// The exit code of the process: 0 when it was asked to stop, 1 when it was put out and a new process should take its place.
    /// </summary>
    public async Task<int> RunAsync(CancellationToken stop)
    {
        var system = Services.GetRequiredService<ActorSystem>();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var fromInside = Services.GetRequiredService<NodeServices>().StopRequest.WhenAsked;
        await using (stop.Register(asked.SetResult))
        {
            if (await Task.WhenAny(asked.Task, fromInside, system.WhenTerminated) == asked.Task)
                await SaveAtEndAsync();
        }

        await StopAsync();
        return CoordinatedShutdown.Get(system).ShutdownReason is CoordinatedShutdown.ClrExitReason ? 0 : 1;
    }

    /// <summary>Whoever has save points wants a file of the last state too. That it fails is logged, and holds nothing up.</summary>
    private async Task SaveAtEndAsync()
    {
        var node = Services.GetRequiredService<NodeServices>();
        if (node is { SavePoints.Any: true, Saves: { } saves })
            await saves.SaveAsync();
    }

    /// <summary>Stops accepting, lets clients have the replies they are owed, leaves the cluster. Once; later calls do nothing.</summary>
    public async Task StopAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        _timers.ForEach(timer => timer.Dispose());
        await _host.StopAsync();
        _host.Dispose();
        _data.Dispose();
    }

    public ValueTask DisposeAsync() => new(StopAsync());

    private string DamagedShards =>
        Services.GetRequiredService<ShardDirectory>().Damaged() is { Count: > 0 } damaged
            ? $" damaged-shards={string.Join(',', damaged)}"
            : "";

    private static IHost BuildHost(NodeConfiguration configuration, DataDirectory data, Action<IServiceCollection> addServing)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.AddNodeLog(configuration.Node);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = LongestStop);
        builder.Services.AddNode(configuration, data).AddNodeActors();
        addServing(builder.Services);
        return builder.Build();
    }

    private async Task StartOrStopAsync(CancellationToken cancellation)
    {
        try
        {
            RemotingStart.Create(Services);
            await _host.StartAsync(cancellation);
            var node = Services.GetRequiredService<NodeServices>();
            _timers.AddRange([StatisticsSampling.Start(node), SaveSchedule.Start(node)]);
            IsServing = await new NodeStart(Services).RunAsync(cancellation);
        }
        catch
        {
            await StopAsync();
            throw;
        }
    }

    /// <summary>Whoever started the server decides when it ends; signals are the program's affair.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
