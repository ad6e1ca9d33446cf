using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Commands;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Persistence;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Tests.Execution;
using Microsoft.Extensions.Logging.Abstractions;

namespace AkkaRedis.Tests.Routing;

/// <summary>A node without sockets and actors: its services, its shards and connections to it.</summary>
internal sealed class RigNode : IDisposable
{
    public static readonly CommandTable Table = NodeCommandTable.Build();

    private long _lastConnection;

    /// <param name="save">What saves the data; null = nothing does.</param>
    public RigNode(int shards, Random random, int replyLimitBytes = 1 << 20, Func<Task<long>>? save = null,
        INodePersistence? persistence = null)
    {
        Random = random;
        Services = new NodeServices
        {
            Commands = Table,
            Options = new NodeOptions { EnableDebugCommand = "yes", Shards = shards },
            ClientSettings = new ClientSettings(),
            ShardSettings = new ShardSettings { SliceElements = 8 },
            Time = Time,
            CommandStatistics = new CommandStatistics(Table.All.Count),
            Shards = () => Shards!.Statuses(),
            RunId = new string('a', 40),
            StartedAtMs = Time.NowMs,
            Saves = save is null ? null : new BackgroundSave(save, LogUnits, Time, NullLogger<BackgroundSave>.Instance),
            Persistence = persistence ?? new NoPersistence(),
        };
        Shards = new RigShards(shards, Table, Time, random, replyLimitBytes, Services);
    }

    public HandClock Time { get; } = new();

    public Random Random { get; }

    public RigShards Shards { get; }

    public NodeServices Services { get; }

    public RigConnection Connect() => new(this, ++_lastConnection);

    /// <summary>Changes so far, as save points count them.</summary>
    private long LogUnits() => Shards.Statuses().Sum(s => s!.LogUnits);

    public void Dispose() => Shards.Dispose();
}
