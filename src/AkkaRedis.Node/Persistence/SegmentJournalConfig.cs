using Akka.Configuration;
using AkkaRedis.Node.LiveConfig;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>The plugin's section of the configuration, as settings. Defaults are in hocon/journal.conf.</summary>
internal static class SegmentJournalConfig
{
    public static SegmentStoreSettings Read(Config config, Action<string> warn)
    {
        var dir = config.GetString("dir", "");
        return new SegmentStoreSettings
        {
            Directory = dir.Length > 0 ? dir : throw new ConfigurationException($"{SegmentJournal.PluginId}.dir is not set"),
            Policy = PolicyOf(config.GetString("fsync", "everysec")),
            Limits = new JournalLimits
            {
                SegmentBytes = Size(config, "segment-size"),
                ReserveBytes = Size(config, "reserve-size"),
                QueueBytes = Size(config, "queue-size"),
                ReplayCreditBytes = Size(config, "replay-window"),
            },
            Warn = warn,
        };
    }

    private static SyncPolicy PolicyOf(string name) => SyncPolicies.Names.Contains(name)
        ? SyncPolicies.Of(name)
        : throw new ConfigurationException($"{SegmentJournal.PluginId}.fsync is always, everysec or no, not '{name}'");

    private static long Size(Config config, string key)
    {
        var text = config.GetString(key, "");
        return MemorySize.TryParse(text, out var bytes) && bytes > 0
            ? bytes
            : throw new ConfigurationException($"{SegmentJournal.PluginId}.{key} is a size such as 64mb, not '{text}'");
    }
}
