using Akka.Configuration;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Monitor;
using AkkaRedis.Node.Persistence;
using AkkaRedis.Shard.Commands;

namespace AkkaRedis.Node.Hosting;

/// <summary>Everything a node is configured with: its own settings by kind, and the configuration of its actor system.</summary>
public sealed class NodeConfiguration
{
    public NodeOptions Node { get; set; } = new();

    public ClientSettings Clients { get; } = new();

    public ShardSettings Shards { get; } = new();

    public Durability Durability { get; } = new();

    public ObservationSettings Observation { get; } = new();

    /// <summary>The akka.* keys and the dispatchers below akkaredis.</summary>
    public Config Akka { get; set; } = Config.Empty;
}
