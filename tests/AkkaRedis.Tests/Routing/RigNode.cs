using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Commands;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Tests.Execution;

namespace AkkaRedis.Tests.Routing;

/// <summary>A node without sockets and actors: its services, its shards and connections to it.</summary>
internal sealed class RigNode : IDisposable
{
    public static readonly CommandTable Table = NodeCommandTable.Build();

    private long _lastConnection;

    public RigNode(int shards, Random random, int replyLimitBytes = 1 << 20)
    {
        Random = random;
        Services = new NodeServices
        {
            Commands = Table,
            Options = new NodeOptions(),
            ClientSettings = new ClientSettings(),
            ShardSettings = new ShardSettings(),
            Time = Time,
            CommandStatistics = new CommandStatistics(Table.All.Count),
            Shards = () => [],
            RunId = new string('a', 40),
            StartedAtMs = Time.NowMs,
        };
        Shards = new RigShards(shards, Table, Time, random, replyLimitBytes, Services);
    }

    public HandClock Time { get; } = new();

    public Random Random { get; }

    public RigShards Shards { get; }

    public NodeServices Services { get; }

    public RigConnection Connect() => new(this, ++_lastConnection);

    public void Dispose() => Shards.Dispose();
}
