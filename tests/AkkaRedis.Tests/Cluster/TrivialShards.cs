using System.Net;
using System.Net.Sockets;
using Akka.Actor;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Tests.Cluster;

/// <summary>Primaries that serve and stop, and no more; told "die", one stops by itself.</summary>
internal sealed class TrivialShards : IShardPropsFactory
{
    private int _stoppedInGoodOrder;

    public object StopMessage => "stop";

    public int StoppedInGoodOrder => _stoppedInGoodOrder;

    public Props Create(int shard, IShardHost host) => Props.Create(() => new Primary(this, shard, host));

    private sealed class Primary(TrivialShards shards, int shard, IShardHost host) : UntypedActor
    {
        private readonly long _epoch = host.BeginEpoch(shard);

        protected override void PreStart() => host.Serving(
            shard, _epoch, Self, new ShardInbox(Self),
            new ShardStatus(shard, new KeyspaceStore(1), new ShardCounters(), new CommandStatistics(0), new CommandLog()));

        protected override void PostStop() => host.NotServing(shard, _epoch);

        protected override void OnReceive(object message)
        {
            if (message is "stop")
                Interlocked.Increment(ref shards._stoppedInGoodOrder);
            if (message is "stop" or "die")
                Context.Stop(Self);
        }
    }
}

/// <summary>A port that listens and writes down what it is asked to do.</summary>
internal sealed class RecordingPort : IClientPort
{
    private readonly List<TcpListener> _listeners = [];

    public List<string> Calls { get; } = [];

    public Action WhenBound { get; set; } = static () => { };

    public Task<int> BindAsync(IReadOnlyList<string> addresses, int port, CancellationToken cancellation)
    {
        foreach (var address in addresses)
        {
            var listener = new TcpListener(IPAddress.Parse(address), port);
            listener.Start();
            _listeners.Add(listener);
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        Calls.Add("bind");
        WhenBound();
        return Task.FromResult(port);
    }

    public Task StopAcceptingAsync()
    {
        Calls.Add("stop accepting");
        _listeners.ForEach(l => l.Dispose());
        return Task.CompletedTask;
    }

    public Task DrainAsync(TimeSpan timeout)
    {
        Calls.Add($"drain {timeout.TotalMilliseconds} ms");
        return Task.CompletedTask;
    }
}
