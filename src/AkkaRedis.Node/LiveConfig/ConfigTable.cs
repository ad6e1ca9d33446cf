using System.Diagnostics.CodeAnalysis;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Protocol.Resp;
using static AkkaRedis.Node.LiveConfig.ConfigKinds;

namespace AkkaRedis.Node.LiveConfig;

/// <summary>
/// Every option that CONFIG knows, one row each. What is live acts at once on <see cref="ClientSettings"/> or the shards'
/// settings; what a node is started with can be read. Options of Redis that mean nothing here are known too
/// (<see cref="InertOptions"/>); one that is in both lists is the one that acts.
/// </summary>
public static class ConfigTable
{
    private const long MinProtocolBytes = 1L << 20;

    /// <summary>The reader holds a request in one array.</summary>
    private const long MaxProtocolBytes = 1L << 30;

    public static readonly IReadOnlyList<ConfigOption> Rows =
    [
        .. ClientRows(),
        .. DataRows(),
        .. ServerRows(),
        .. ObservationOptions.Rows,
        .. OwnRows(),
        .. InertOptions.Rows,
    ];

    private static readonly Dictionary<string, ConfigOption> ByName = Index();

    /// <summary>Names and aliases in table order, but for the hidden ones.</summary>
    public static IEnumerable<string> Names => ByName.Where(row => !row.Value.IsHidden).Select(row => row.Key);

    /// <summary>The option of a name or alias in any letter case.</summary>
    public static bool TryFind(string name, [MaybeNullWhen(false)] out ConfigOption option) => ByName.TryGetValue(name, out option);

    private static Dictionary<string, ConfigOption> Index()
    {
        var index = new Dictionary<string, ConfigOption>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in Rows)
        {
            index.TryAdd(row.Name, row);
            foreach (var alias in row.Aliases)
                index.TryAdd(alias, row);
        }

        return index;
    }

    private static ConfigOption[] ClientRows() =>
    [
        Integer("maxclients", 1, int.MaxValue, n => n.ClientSettings.MaxClients, (n, v) => n.ClientSettings.MaxClients = v),
        Integer("timeout", 0, int.MaxValue, n => n.ClientSettings.TimeoutSeconds, (n, v) => n.ClientSettings.TimeoutSeconds = v),
        Integer("tcp-keepalive", 0, int.MaxValue, n => n.ClientSettings.TcpKeepAliveSeconds,
            (n, v) => n.ClientSettings.TcpKeepAliveSeconds = v),
        Text("requirepass", n => n.ClientSettings.RequirePass, (n, v) => n.ClientSettings.RequirePass = v),
        Memory("proto-max-bulk-len", MinProtocolBytes, MaxProtocolBytes, n => n.ClientSettings.Protocol.MaxBulkBytes, SetMaxBulkBytes),
        Memory("client-query-buffer-limit", MinProtocolBytes, MaxProtocolBytes, n => n.ClientSettings.Protocol.MaxQueryBytes,
            (n, v) => SetLimits(n, n.ClientSettings.Protocol with { MaxQueryBytes = v })),
        OutputBufferOption.Row,
        ClientMemoryOption.Row,
    ];

    private static ConfigOption[] DataRows() =>
    [
        Integer("hash-max-listpack-entries", 0, int.MaxValue, n => n.ShardSettings.HashMaxListpackEntries,
            (n, v) => n.ShardSettings.HashMaxListpackEntries = v, "hash-max-ziplist-entries"),
        Memory("hash-max-listpack-value", 0, int.MaxValue, n => n.ShardSettings.HashMaxListpackValueBytes,
            (n, v) => n.ShardSettings.HashMaxListpackValueBytes = (int)v, "hash-max-ziplist-value"),
        Integer("list-max-listpack-size", int.MinValue, int.MaxValue, n => n.ShardSettings.ListMaxListpackSize,
            (n, v) => n.ShardSettings.ListMaxListpackSize = v, "list-max-ziplist-size"),
        Integer("list-compress-depth", 0, int.MaxValue, n => n.ShardSettings.ListCompressDepth,
            (n, v) => n.ShardSettings.ListCompressDepth = v),
        Integer("set-max-intset-entries", 0, int.MaxValue, n => n.ShardSettings.SetMaxIntsetEntries,
            (n, v) => n.ShardSettings.SetMaxIntsetEntries = v),
        Integer("zset-max-listpack-entries", 0, int.MaxValue, n => n.ShardSettings.ZSetMaxListpackEntries,
            (n, v) => n.ShardSettings.ZSetMaxListpackEntries = v, "zset-max-ziplist-entries"),
        Memory("zset-max-listpack-value", 0, int.MaxValue, n => n.ShardSettings.ZSetMaxListpackValueBytes,
            (n, v) => n.ShardSettings.ZSetMaxListpackValueBytes = (int)v, "zset-max-ziplist-value"),
        Memory("stream-node-max-bytes", 0, long.MaxValue, n => n.ShardSettings.StreamNodeMaxBytes,
            (n, v) => n.ShardSettings.StreamNodeMaxBytes = v),
        Integer("stream-node-max-entries", 0, int.MaxValue, n => (int)n.ShardSettings.StreamNodeMaxEntries,
            (n, v) => n.ShardSettings.StreamNodeMaxEntries = v),
        KeyEventsOption.Row,
        Integer("tracking-table-max-keys", 0, int.MaxValue, n => n.ShardSettings.TrackingTableMaxKeys,
            (n, v) => n.ShardSettings.TrackingTableMaxKeys = v),
        Memory("hll-sparse-max-bytes", 0, long.MaxValue, n => n.ShardSettings.HllSparseMaxBytes,
            (n, v) => n.ShardSettings.HllSparseMaxBytes = v),
        Integer("busy-reply-threshold", 0, int.MaxValue, n => n.ShardSettings.BusyReplyThresholdMs,
            (n, v) => n.ShardSettings.BusyReplyThresholdMs = v, "lua-time-limit"),
        .. MemoryOptions.Rows,
    ];

    private static ConfigOption[] ServerRows() =>
    [
        Immutable("databases", n => Text(n.Options.Databases)),
        Immutable("cluster-enabled", _ => "no"),
        Immutable("enable-debug-command", n => n.Options.EnableDebugCommand),
        Fixed("port", n => Text(n.Ports.Proxy)),
        Fixed("bind", n => string.Join(' ', n.Options.Bind)),
        Protected("dir", n => Path.GetFullPath(n.Options.Dir)),
        .. PersistenceOptions.Rows,
        Integer("auto-aof-rewrite-percentage", 0, int.MaxValue, n => n.Durability.SnapshotGrowthPercent,
            (n, v) => n.Durability.SnapshotGrowthPercent = v),
        Memory("auto-aof-rewrite-min-size", 0, long.MaxValue, n => n.Durability.SnapshotMinLogBytes,
            (n, v) => n.Durability.SnapshotMinLogBytes = v),
        Fixed("replica-read-only", _ => "yes", "slave-read-only"),
    ];

    /// <summary>Options that Redis does not have.</summary>
    private static ConfigOption[] OwnRows() =>
    [
        Integer("akkaredis-request-timeout-ms", 1, int.MaxValue, n => n.ClientSettings.RequestTimeoutMs,
            (n, v) => n.ClientSettings.RequestTimeoutMs = v),
        Integer("akkaredis-max-batches-in-flight", 1, int.MaxValue, n => n.ClientSettings.MaxBatchesInFlight,
            (n, v) => n.ClientSettings.MaxBatchesInFlight = v),
        Memory("akkaredis-output-high-water-bytes", 1, long.MaxValue, n => n.ClientSettings.OutputHighWaterBytes,
            (n, v) => n.ClientSettings.OutputHighWaterBytes = v),
        Integer("akkaredis-slice-elements", 1, int.MaxValue, n => n.ShardSettings.SliceElements,
            (n, v) => n.ShardSettings.SliceElements = v),
        Memory("akkaredis-script-memory-limit-bytes", MinProtocolBytes, long.MaxValue, n => n.ShardSettings.ScriptMemoryLimitBytes,
            (n, v) => n.ShardSettings.ScriptMemoryLimitBytes = v),
        Fixed("akkaredis-shards", n => Text(n.Options.Shards)),
        Fixed("akkaredis-replicas", n => Text(n.Options.Replicas)),
        Fixed("akkaredis-min-acks", n => n.Options.MinAcks),
        Fixed("akkaredis-profile", n => n.Options.Profile),
        Fixed("akkaredis-cluster-port", n => Text(n.Ports.Cluster)),
        Fixed("akkaredis-node-port", n => Text(n.Ports.Node)),
        Fixed("akkaredis-peer-port", n => Text(n.Ports.Peer)),
        Fixed("akkaredis-admin-port", n => Text(n.Ports.Admin)),
    ];

    /// <summary>One limit for what may come in as an argument and for what a string may grow to, as in Redis.</summary>
    private static void SetMaxBulkBytes(NodeServices n, long bytes)
    {
        SetLimits(n, n.ClientSettings.Protocol with { MaxBulkBytes = bytes });
        n.ShardSettings.MaxStringBytes = bytes;
    }

    private static void SetLimits(NodeServices n, ProtocolLimits limits) => n.ClientSettings.Protocol = limits;
}
