using System.Net.Sockets;
using Akka.Actor;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Node.Import;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AkkaRedis.Node.Hosting;

/// <summary>The last step of a start: waits until every shard is served, loads a file if asked to, then opens the client port.</summary>
internal sealed class NodeStart(IServiceProvider provider)
{
    private static readonly TimeSpan PatienceBeforeWarning = TimeSpan.FromSeconds(10);

    private readonly NodeOptions _options = provider.GetRequiredService<NodeConfiguration>().Node;
    private readonly ShardDirectory _directory = provider.GetRequiredService<ShardDirectory>();
    private readonly BoundPorts _ports = provider.GetRequiredService<NodeServices>().Ports;

    public async Task RunAsync(CancellationToken cancellation)
    {
        _ports.Node = Akka.Cluster.Cluster.Get(provider.GetRequiredService<ActorSystem>()).SelfAddress.Port ?? 0;
        if (!_options.HoldsData)
            return;
        await WaitForShardsAsync(cancellation);
        if (_options.Import is { } path)
            await ImportAsync(path, cancellation);
        _ports.Proxy = await BindAsync(provider.GetRequiredService<IClientPort>(), cancellation);
    }

    private async Task WaitForShardsAsync(CancellationToken cancellation)
    {
        var all = _directory.WhenAllServing(cancellation);
        var time = provider.GetRequiredService<TimeProvider>();
        while (true)
        {
            try
            {
                await all.WaitAsync(PatienceBeforeWarning, time, cancellation);
                return;
            }
            catch (TimeoutException)
            {
                provider.GetRequiredService<ILogger<NodeStart>>().LogWarning(
                    "still waiting for shards {Missing}", string.Join(", ", _directory.Missing()));
            }
        }
    }

    private Task ImportAsync(string path, CancellationToken cancellation) =>
        new RdbImport(path, provider.GetRequiredService<NodeServices>(), _directory, provider.GetRequiredService<ILogger<RdbImport>>())
            .RunAsync(cancellation);

    private async Task<int> BindAsync(IClientPort port, CancellationToken cancellation)
    {
        try
        {
            return await port.BindAsync(_options.Bind, _options.Port, cancellation);
        }
        catch (SocketException e)
        {
            throw PortCheck.Refusal("--port", string.Join(", ", _options.Bind), _options.Port, e);
        }
    }
}
