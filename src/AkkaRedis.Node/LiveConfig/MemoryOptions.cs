using AkkaRedis.Node.Hosting;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Node.LiveConfig;

/// <summary>The options of the memory limit, all of which act from the next command on.</summary>
internal static class MemoryOptions
{
    public static readonly ConfigOption[] Rows =
    [
        ConfigKinds.Memory("maxmemory", 0, long.MaxValue, n => n.ShardSettings.Memory.MaxBytes,
            (n, v) => Change(n, limit => limit with { MaxBytes = v })),
        new("maxmemory-policy", n => n.ShardSettings.Memory.Policy.Name(), (_, text) => CheckPolicy(text)),
        ConfigKinds.Integer("maxmemory-samples", 1, int.MaxValue, n => n.ShardSettings.Memory.Samples,
            (n, v) => Change(n, limit => limit with { Samples = v })),
        ConfigKinds.Integer("maxmemory-eviction-tenacity", 0, 100, n => n.ShardSettings.Memory.Tenacity,
            (n, v) => Change(n, limit => limit with { Tenacity = v })),
        ConfigKinds.Integer("lfu-log-factor", 0, int.MaxValue, n => n.ShardSettings.Memory.LfuLogFactor,
            (n, v) => Change(n, limit => limit with { LfuLogFactor = v })),
        ConfigKinds.Integer("lfu-decay-time", 0, int.MaxValue, n => n.ShardSettings.Memory.LfuDecayMinutes,
            (n, v) => Change(n, limit => limit with { LfuDecayMinutes = v })),
    ];

    private static ConfigChange CheckPolicy(string text) =>
        EvictionPolicies.TryParse(text, out var policy)
            ? ConfigChange.To(n => Change(n, limit => limit with { Policy = policy }))
            : ConfigChange.Refused("argument(s) must be one of the following: " + string.Join(", ", EvictionPolicies.Names));

    private static void Change(NodeServices n, Func<MemoryLimit, MemoryLimit> change) =>
        n.ShardSettings.Memory = change(n.ShardSettings.Memory);
}
