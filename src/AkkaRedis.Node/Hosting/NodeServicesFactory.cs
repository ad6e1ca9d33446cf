using System.Security.Cryptography;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;

namespace AkkaRedis.Node.Hosting;

/// <summary>What the connections share, made of the configuration: the one place that says which commands a node has.</summary>
internal static class NodeServicesFactory
{
    public static NodeServices Create(
        NodeConfiguration configuration, ShardDirectory directory, TimeProvider time, Action<int, string>? scriptLog)
    {
        var commands = NodeCommandTable.Build();
        configuration.Shards.HasOtherShards = configuration.Node.Shards > 1;
        var node = new NodeServices
        {
            Commands = commands,
            Options = configuration.Node,
            ClientSettings = configuration.Clients,
            ShardSettings = configuration.Shards,
            Observation = configuration.Observation,
            Time = time,
            CommandStatistics = new CommandStatistics(commands.All.Count, configuration.Observation.Tracking),
            Shards = directory.Statuses,
            ScriptLog = scriptLog,
            RunId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)),
            StartedAtMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        node.CommandTimes.Configure(node.Observation, time.TimestampFrequency);
        return node;
    }
}
