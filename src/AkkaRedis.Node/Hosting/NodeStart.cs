using System.Net.Sockets;
using Akka.Actor;
using Akka.Hosting;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Node.Cluster.Topology;
using AkkaRedis.Node.Import;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AkkaRedis.Node.Hosting;

/// <summary>
/// The last steps of a start: opens the client port, asks for the topology, has the shards started, waits until every one is
/// served or down for damage, and loads a file if asked to. Until then clients are told that data is being loaded.
/// </summary>
internal sealed class NodeStart(IServiceProvider provider)
{
    private readonly NodeOptions _options = provider.GetRequiredService<NodeConfiguration>().Node;
    private readonly ShardDirectory _directory = provider.GetRequiredService<ShardDirectory>();
    private readonly NodeServices _node = provider.GetRequiredService<NodeServices>();
    private readonly ILogger<NodeStart> _log = provider.GetRequiredService<ILogger<NodeStart>>();

    /// <summary>True when the node serves; false when a client has asked for its end before it did.</summary>
    public async Task<bool> RunAsync(CancellationToken cancellation)
    {
        _node.Ports.Node = Akka.Cluster.Cluster.Get(provider.GetRequiredService<ActorSystem>()).SelfAddress.Port ?? 0;
        if (!_options.HoldsData)
            return true;
        _node.Loading.Begin(_node.NowMs);
        _node.Ports.Proxy = await BindAsync(provider.GetRequiredService<IClientPort>(), cancellation);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var loading = LoadAsync(ending.Token);
        if (await Task.WhenAny(loading, _node.StopRequest.WhenAsked) == loading)
        {
            await loading;
            _node.Saves?.NoteLoaded();
            _node.Loading.End();
            return true;
        }

        await ending.CancelAsync();
        await loading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return false;
    }

    private async Task LoadAsync(CancellationToken cancellation)
    {
        var system = provider.GetRequiredService<ActorSystem>();
        var data = provider.GetRequiredService<DataDirectory>();
        _node.Topology = await TopologyStart.JoinAsync(system, data, _options, _log, cancellation);
        ClusterStart.StartShards(system, provider.GetRequiredService<IReadOnlyActorRegistry>(), _options);
        var watch = new LoadingWatch(_node.Loading, _directory, _node.Time, _log);
        await watch.UntilAsync(_directory.WhenSettled(cancellation), cancellation);
        if (_options.Import is { } path)
            await watch.UntilAsync(ImportAsync(path, cancellation), cancellation);
    }

    private Task ImportAsync(string path, CancellationToken cancellation) =>
        _directory.Damaged() is [var shard, ..]
            ? throw new StartupException($"--import {path}: shard {shard} is down: {_directory.DamageOf(shard)}")
            : ImportWholeAsync(path, cancellation);

    private Task ImportWholeAsync(string path, CancellationToken cancellation)
    {
        var log = provider.GetRequiredService<ILogger<RdbImport>>();
        var import = new RdbImport(path, _node, _directory, log);
        return _node.Storage is null
            ? import.RunAsync(static () => { }, cancellation)
            : new KeptImport(import, path, _options.Dir, _directory, log).RunAsync(cancellation);
    }

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
