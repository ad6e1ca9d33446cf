using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Persistence;

namespace AkkaRedis.Node.LiveConfig;

/// <summary>The options of what is kept on disk. Whether there are logs is chosen at the start, when they are synced at any time.</summary>
internal static class PersistenceOptions
{
    public static readonly ConfigOption[] Rows =
    [
        new("save", n => n.SavePoints.ToString(), (_, text) => CheckSave(text)),
        new("appendonly", n => n.Persistence.IsEnabled ? "yes" : "no", CheckAppendOnly),
        ConfigKinds.Word("appendfsync", SyncPolicies.Names, n => SyncPolicies.NameOf(n.Persistence.SyncPolicy),
            (n, v) => n.Persistence.SyncPolicy = SyncPolicies.Of(v)),
    ];

    private static ConfigChange CheckSave(string text) =>
        SavePoints.TryParse(text, out var points)
            ? ConfigChange.To(n => n.SavePoints = points)
            : ConfigChange.Refused("Invalid save parameters");

    private static ConfigChange CheckAppendOnly(NodeServices node, string text) => text.ToLowerInvariant() switch
    {
        "yes" or "no" when text.Equals("yes", StringComparison.OrdinalIgnoreCase) == node.Persistence.IsEnabled =>
            ConfigChange.To(static _ => { }),
        "yes" => ConfigChange.Refused("the node was started without a log; start it with appendonly yes"),
        "no" => ConfigChange.Refused("the node was started with a log; start it with appendonly no"),
        _ => ConfigChange.Refused("argument must be 'yes' or 'no'"),
    };
}
