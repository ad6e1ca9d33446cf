using System.Security.Cryptography;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Node.Commands;
using AkkaRedis.Node.Monitor;
using AkkaRedis.Node.Persistence;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using Microsoft.Extensions.Logging;

namespace AkkaRedis.Node.Hosting;

/// <summary>What the connections share, made of the configuration: the one place that says which commands a node has.</summary>
internal static class NodeServicesFactory
{
    public static NodeServices Create(
        NodeConfiguration configuration, ShardDirectory directory, TimeProvider time, ILoggerFactory logs)
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
            Loading = new NodeLoading(directory),
            ScriptLog = ScriptLogOf(logs),
            HttpRequests = HttpRequestsOf(logs, time),
            Durability = configuration.Durability,
            Storage = StorageOf(configuration, time),
            Saves = SavesOf(configuration, directory, time, logs),
            SavePoints = configuration.Node.Save,
            Persistence = configuration.Node is { HoldsData: true, AppendOnly: true }
                ? new NodePersistence(configuration.Durability, directory, time)
                : new NoPersistence { SyncPolicy = SyncPolicies.Of(configuration.Node.AppendFsync) },
            RunId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(20)),
            StartedAtMs = time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
        node.CommandTimes.Configure(node.Observation, time.TimestampFrequency);
        return node;
    }

    private static HttpRequests HttpRequestsOf(ILoggerFactory logs, TimeProvider time)
    {
        var log = logs.CreateLogger<HttpRequests>();
        return new HttpRequests(time, text => log.LogWarning("{Message}", text));
    }

    private static Action<int, string> ScriptLogOf(ILoggerFactory logs)
    {
        var log = logs.CreateLogger("AkkaRedis.Scripts");
        LogLevel[] levels = [LogLevel.Debug, LogLevel.Debug, LogLevel.Information, LogLevel.Warning];
        return (level, message) => log.Log(levels[level], "{Message}", message);
    }

    private static ShardStorage? StorageOf(NodeConfiguration configuration, TimeProvider time)
    {
        var options = configuration.Node;
        if (!options.HoldsData || !options.AppendOnly)
            return null;
        configuration.Durability.Policy = SyncPolicies.Of(options.AppendFsync);
        var schedule = new SnapshotSchedule(configuration.Durability, options.Shards, time.GetUtcNow().ToUnixTimeMilliseconds());
        return new ShardStorage(new ShardStorageParts(
            options.JournalPlugin, configuration.Durability, schedule, new JournalDisk(Path.GetFullPath(options.Dir)),
            configuration.Shards, options.Databases, time));
    }

    private static BackgroundSave? SavesOf(
        NodeConfiguration configuration, ShardDirectory directory, TimeProvider time, ILoggerFactory logs) =>
        configuration.Node.HoldsData
            ? new BackgroundSave(
                new RdbSave(Path.Combine(configuration.Node.Dir, RdbSave.FileName), directory, configuration.Shards).RunAsync,
                () => ShardTotals.Sum(directory.Statuses(), s => s.LogUnits), time, logs.CreateLogger<BackgroundSave>())
            : null;
}
