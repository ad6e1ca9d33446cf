using AkkaRedis.Node.Persistence;
using AkkaRedis.Shard.Keyspace;
using static AkkaRedis.Node.Hosting.Settings.Setting;
using static AkkaRedis.Node.Hosting.Settings.SettingTypes;

namespace AkkaRedis.Node.Hosting.Settings;

/// <summary>
/// Every akkaredis.* key, one row each. The command line, the check of configuration files and the binding are derived from
/// it; defaults and explanations are in hocon/reference.conf.
/// </summary>
internal static class SettingTable
{
    /// <summary>Objects below akkaredis that Akka reads itself.</summary>
    public static readonly IReadOnlyList<string> AkkaSections = ["shard-dispatcher", "edge-dispatcher"];

    public static readonly IReadOnlyList<Setting> Rows =
        [.. OptionRows(), .. NodeRows(), .. ClientRows(), .. ShardRows(), .. ObservationRows()];

    /// <summary>What the command line has, in the order of its help.</summary>
    private static Setting[] OptionRows() =>
    [
        OfNode("port", Port, (o, v) => o with { Port = v }, "port of the proxy face"),
        OfNode("cluster-port", Port, (o, v) => o with { ClusterPort = v }, "port of the cluster face"),
        OfNode("bind", Addresses, (o, v) => o with { Bind = v }, "addresses to listen on"),
        OfNode("node-port", Port, (o, v) => o with { NodePort = v }, "port of Akka remoting"),
        OfNode("peer-port", Port, (o, v) => o with { PeerPort = v }, "port for data between nodes"),
        OfNode("admin-port", Port, (o, v) => o with { AdminPort = v }, "port of console, metrics and health"),
        OfNode("seeds", Endpoints, (o, v) => o with { Seeds = v }, "nodes to join, as host:node-port"),
        OfNode("roles", Words("data", "witness"), (o, v) => o with { Roles = v }, "what the node is for: data or witness"),
        OfNode("shards", Int(1, 128), (o, v) => o with { Shards = v }, "shards of a cluster that is first formed"),
        OfNode("replicas", Int(0, 5), (o, v) => o with { Replicas = v }, "replicas of each shard of a cluster that is first formed"),
        OfNode("dir", FilePath, (o, v) => o with { Dir = v }, "data directory"),
        OfNode("appendonly", YesNo, (o, v) => o with { AppendOnly = v }, "keep the command log on disk: yes or no"),
        OfNode("appendfsync", Word(SyncPolicies.Names), (o, v) => o with { AppendFsync = v },
            "when the log is synced: always, everysec or no"),
        OfNode("save", Saves, (o, v) => o with { Save = v }, "when data is saved to a file: seconds and changes, such as '3600 1'"),
        OfNode("min-acks", Word("0", "1", "majority"), (o, v) => o with { MinAcks = v },
            "replicas that must have a write before it is acknowledged: 0, 1 or majority"),
        OfNode("profile", Word("lan", "fast", "wan"), (o, v) => o with { Profile = v }, "timings of the cluster: lan, fast or wan"),
        OfNode("import", Text, (o, v) => o with { Import = v.Length > 0 ? v : null }, "RDB file to start from"),
        Of("requirepass", Text, (c, v) =>
        {
            c.Node = c.Node with { RequirePass = v };
            c.Clients.RequirePass = v;
        }, "password of the default user"),
        OfMemory("maxmemory", Bytes, (m, v) => m with { MaxBytes = v }, "memory limit of all shards together, such as 2gb; 0 for none"),
        OfMemory("maxmemory-policy", Eviction, (m, v) => m with { Policy = v }, "what is evicted at the limit"),
        OfNode("databases", Int(1, 1_000_000), (o, v) => o with { Databases = v }, "databases a client can SELECT"),
        OfNode("log-level", Word("debug", "info", "warning", "error", "none"), (o, v) => o with { LogLevel = v },
            "least level that is logged: debug, info, warning, error or none"),
    ];

    private static Setting[] NodeRows() =>
    [
        OfNode("announce-host", Text, (o, v) => o with { AnnounceHost = v }),
        OfNode("socket-threads", Int(0, 64), (o, v) => o with { SocketThreads = v }),
        OfNode("socket-engine", Word("auto", "epoll", "dotnet"), (o, v) => o with { SocketEngine = v }),
        OfNode("shard-keep-alive-interval", Milliseconds(100), (o, v) => o with { ShardKeepAliveMs = v }),
        OfNode("drain-timeout", Milliseconds(0), (o, v) => o with { DrainTimeoutMs = v }),
        OfNode("journal-plugin", FilePath, (o, v) => o with { JournalPlugin = v }),
        Of("auto-aof-rewrite-percentage", Int(0, int.MaxValue), (c, v) => c.Durability.SnapshotGrowthPercent = v),
        Of("auto-aof-rewrite-min-size", Bytes, (c, v) => c.Durability.SnapshotMinLogBytes = v),
        Of("snapshot-interval", Milliseconds(0), (c, v) => c.Durability.SnapshotIntervalMs = v),
        OfNode("enable-debug-command", Word("no", "yes", "local"), (o, v) => o with { EnableDebugCommand = v }),
    ];

    private static Setting[] ClientRows() =>
    [
        Of("maxclients", Int(1, int.MaxValue), (c, v) => c.Clients.MaxClients = v),
        Of("timeout", Int(0, int.MaxValue), (c, v) => c.Clients.TimeoutSeconds = v),
        Of("tcp-keepalive", Int(0, int.MaxValue), (c, v) => c.Clients.TcpKeepAliveSeconds = v),
        Of("proto-max-bulk-len", BytesUpTo(long.MaxValue, 1 << 20), (c, v) =>
        {
            c.Clients.Protocol = c.Clients.Protocol with { MaxBulkBytes = v };
            c.Shards.MaxStringBytes = v;
        }),
        Of("client-query-buffer-limit", BytesUpTo(long.MaxValue, 1 << 20), (c, v) =>
            c.Clients.Protocol = c.Clients.Protocol with { MaxQueryBytes = v }),
        Of("max-request-args", Int(1, int.MaxValue), (c, v) => c.Clients.Protocol = c.Clients.Protocol with { MaxArgs = v }),
        Of("inline-max-size", BytesUpTo(1 << 30, 1024), (c, v) =>
            c.Clients.Protocol = c.Clients.Protocol with { MaxInlineBytes = (int)v }),
        Of("max-batch-commands", Int(1, 1 << 20), (c, v) => c.Clients.Protocol = c.Clients.Protocol with { MaxBatchCommands = v }),
        Of("client-output-buffer-limit.normal", OutputLimit, (c, v) => c.Clients.NormalOutputLimit = v),
        Of("client-output-buffer-limit.replica", OutputLimit, (c, v) => c.Clients.ReplicaOutputLimit = v),
        Of("client-output-buffer-limit.pubsub", OutputLimit, (c, v) => c.Clients.PubSubOutputLimit = v),
        Of("maxmemory-clients", ClientMemory, (c, v) => c.Clients.MaxMemoryClients = v),
        Of("output-high-water", BytesUpTo(long.MaxValue, 1024), (c, v) => c.Clients.OutputHighWaterBytes = v),
        Of("max-batches-in-flight", Int(1, 1 << 20), (c, v) => c.Clients.MaxBatchesInFlight = v),
        Of("request-timeout", Milliseconds(1), (c, v) => c.Clients.RequestTimeoutMs = v),
    ];

    private static Setting[] ShardRows() =>
    [
        Of("hash-max-listpack-entries", Int(0, int.MaxValue), (c, v) => c.Shards.HashMaxListpackEntries = v),
        Of("hash-max-listpack-value", BytesUpTo(int.MaxValue), (c, v) => c.Shards.HashMaxListpackValueBytes = (int)v),
        Of("list-max-listpack-size", Int(-5, int.MaxValue), (c, v) => c.Shards.ListMaxListpackSize = v),
        Of("list-compress-depth", Int(0, int.MaxValue), (c, v) => c.Shards.ListCompressDepth = v),
        Of("set-max-intset-entries", Int(0, int.MaxValue), (c, v) => c.Shards.SetMaxIntsetEntries = v),
        Of("zset-max-listpack-entries", Int(0, int.MaxValue), (c, v) => c.Shards.ZSetMaxListpackEntries = v),
        Of("zset-max-listpack-value", BytesUpTo(int.MaxValue), (c, v) => c.Shards.ZSetMaxListpackValueBytes = (int)v),
        Of("stream-node-max-bytes", BytesUpTo(long.MaxValue), (c, v) => c.Shards.StreamNodeMaxBytes = v),
        Of("stream-node-max-entries", Int(0, int.MaxValue), (c, v) => c.Shards.StreamNodeMaxEntries = v),
        Of("notify-keyspace-events", KeyEvents, (c, v) => c.Shards.KeyEvents = v),
        Of("tracking-table-max-keys", Int(0, int.MaxValue), (c, v) => c.Shards.TrackingTableMaxKeys = v),
        Of("hll-sparse-max-bytes", BytesUpTo(long.MaxValue), (c, v) => c.Shards.HllSparseMaxBytes = v),
        Of("busy-reply-threshold", Milliseconds(0), (c, v) => c.Shards.BusyReplyThresholdMs = v),
        Of("script-memory-limit", BytesUpTo(long.MaxValue, 1 << 20), (c, v) => c.Shards.ScriptMemoryLimitBytes = v),
        Of("snapshot-buffer-size", BytesUpTo(long.MaxValue, 1 << 16), (c, v) => c.Shards.SnapshotBufferBytes = v),
        Of("slice-elements", Int(1, int.MaxValue), (c, v) => c.Shards.SliceElements = v),
        OfMemory("maxmemory-samples", Int(1, int.MaxValue), (m, v) => m with { Samples = v }),
        OfMemory("maxmemory-eviction-tenacity", Int(0, 100), (m, v) => m with { Tenacity = v }),
        OfMemory("lfu-log-factor", Int(0, int.MaxValue), (m, v) => m with { LfuLogFactor = v }),
        OfMemory("lfu-decay-time", Int(0, int.MaxValue), (m, v) => m with { LfuDecayMinutes = v }),
    ];

    private static Setting OfMemory<T>(string key, SettingType<T> type, Func<MemoryLimit, T, MemoryLimit> set, string? option = null) =>
        Of(key, type, (c, v) => c.Shards.Memory = set(c.Shards.Memory, v), option);

    private static Setting[] ObservationRows() =>
    [
        Of("slowlog-log-slower-than", Int(-1, int.MaxValue), (c, v) => c.Observation.SlowLogFromUs = v),
        Of("slowlog-max-len", Int(0, int.MaxValue), (c, v) => c.Observation.SlowLogMaxLength = v),
        Of("latency-monitor-threshold", Int(0, int.MaxValue), (c, v) => c.Observation.LatencyThresholdMs = v),
        Of("latency-tracking", YesNo, (c, v) => c.Observation.TracksLatency = v),
        Of("acllog-max-len", Int(0, int.MaxValue), (c, v) => c.Observation.AclLogMaxLength = v),
    ];
}
