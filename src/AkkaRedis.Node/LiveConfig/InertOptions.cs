using AkkaRedis.Node.Hosting;
using static AkkaRedis.Node.LiveConfig.ConfigKinds;

namespace AkkaRedis.Node.LiveConfig;

/// <summary>
/// Options of redis-server 7.0 that have no effect here, so that tools which read or set them go on. Three kinds: what only
/// tunes how Redis does its work is kept as it is set, after the checks of redis-server; what would promise something (a copy on
/// disk, encryption, replicas) can only be set to what it is; what Redis takes at its start alone is refused as there.
/// </summary>
internal static class InertOptions
{
    public static readonly ConfigOption[] Rows =
    [
        .. MemoryRows(), .. DiskRows(), .. ReplicationRows(), .. ClusterRows(), .. TlsRows(), .. ProcessRows(), .. StartRows(),
        .. HiddenRows(),
    ];

    private static ConfigOption[] MemoryRows() =>
    [
        KeptYesNo("activerehashing", "yes"),
        KeptYesNo("dynamic-hz", "yes"),
        KeptYesNo("jemalloc-bg-thread", "yes"),
        KeptYesNo("lazyfree-lazy-eviction", "no"),
        KeptYesNo("lazyfree-lazy-expire", "no"),
        KeptYesNo("lazyfree-lazy-server-del", "no"),
        KeptYesNo("lazyfree-lazy-user-del", "no"),
        KeptYesNo("lazyfree-lazy-user-flush", "no"),
        KeptNumber("active-defrag-cycle-max", 1, 99, "25"),
        KeptNumber("active-defrag-cycle-min", 1, 99, "1"),
        KeptNumber("active-defrag-max-scan-fields", 1, long.MaxValue, "1000"),
        KeptNumber("active-defrag-threshold-lower", 0, 1000, "10"),
        KeptNumber("active-defrag-threshold-upper", 0, 1000, "100"),
        KeptNumber("active-expire-effort", 1, 10, "1"),
        KeptNumber("hz", 0, int.MaxValue, "10"),
        KeptNumber("lfu-decay-time", 0, int.MaxValue, "1"),
        KeptNumber("lfu-log-factor", 0, int.MaxValue, "10"),
        KeptNumber("maxmemory-eviction-tenacity", 0, 100, "10"),
        KeptNumber("maxmemory-samples", 1, int.MaxValue, "5"),
        KeptNumber("stream-node-max-entries", 0, long.MaxValue, "100"),
        KeptNumber("tracking-table-max-keys", 0, long.MaxValue, "1000000"),
        KeptSize("active-defrag-ignore-bytes", 1, "104857600"),
        KeptSize("stream-node-max-bytes", 0, "4096"),
        Fixed("activedefrag", _ => "no"),
        Fixed("maxmemory-clients", _ => "0"),
    ];

    private static ConfigOption[] DiskRows() =>
    [
        KeptYesNo("aof-load-truncated", "yes"),
        KeptYesNo("aof-rewrite-incremental-fsync", "yes"),
        KeptYesNo("aof-timestamp-enabled", "no"),
        KeptYesNo("aof-use-rdb-preamble", "yes"),
        KeptYesNo("aof-disable-auto-gc", "no"),
        KeptYesNo("no-appendfsync-on-rewrite", "no"),
        KeptYesNo("rdb-del-sync-files", "no"),
        KeptYesNo("rdb-save-incremental-fsync", "yes"),
        KeptYesNo("rdbcompression", "yes"),
        KeptYesNo("stop-writes-on-bgsave-error", "yes"),
        KeptWord("sanitize-dump-payload", "no", "no", "yes", "clients"),
        Protected("dbfilename", _ => "dump.rdb"),
    ];

    private static ConfigOption[] ReplicationRows() =>
    [
        KeptYesNo("repl-disable-tcp-nodelay", "no"),
        KeptYesNo("repl-diskless-sync", "yes"),
        KeptYesNo("replica-announced", "yes"),
        KeptYesNo("replica-ignore-disk-write-errors", "no"),
        KeptYesNo("replica-ignore-maxmemory", "yes", "slave-ignore-maxmemory"),
        KeptYesNo("replica-lazy-flush", "no", "slave-lazy-flush"),
        KeptYesNo("replica-serve-stale-data", "yes", "slave-serve-stale-data"),
        KeptNumber("min-replicas-max-lag", 0, int.MaxValue, "10", "min-slaves-max-lag"),
        KeptNumber("repl-backlog-ttl", 0, long.MaxValue, "3600"),
        KeptNumber("repl-diskless-sync-delay", 0, int.MaxValue, "5"),
        KeptNumber("repl-diskless-sync-max-replicas", 0, int.MaxValue, "0"),
        KeptNumber("repl-ping-replica-period", 1, int.MaxValue, "10", "repl-ping-slave-period"),
        KeptNumber("repl-timeout", 1, int.MaxValue, "60"),
        KeptNumber("replica-priority", 0, int.MaxValue, "100", "slave-priority"),
        KeptSize("repl-backlog-size", 1, "1048576"),
        KeptWord("propagation-error-behavior", "ignore", "ignore", "panic", "panic-on-replicas"),
        KeptWord("repl-diskless-load", "disabled", "disabled", "on-empty-db", "swapdb"),
        Fixed("masterauth", _ => ""),
        Fixed("masteruser", _ => ""),
        Fixed("min-replicas-to-write", _ => "0", "min-slaves-to-write"),
        Fixed("replica-announce-ip", _ => "", "slave-announce-ip"),
        Fixed("replica-announce-port", _ => "0", "slave-announce-port"),
        Immutable("replicaof", _ => "", "slaveof"),
    ];

    private static ConfigOption[] ClusterRows() =>
    [
        KeptYesNo("cluster-allow-pubsubshard-when-down", "yes"),
        KeptYesNo("cluster-allow-reads-when-down", "no"),
        KeptYesNo("cluster-allow-replica-migration", "yes"),
        KeptYesNo("cluster-replica-no-failover", "no", "cluster-slave-no-failover"),
        KeptYesNo("cluster-require-full-coverage", "yes"),
        KeptNumber("cluster-migration-barrier", 0, int.MaxValue, "1"),
        KeptNumber("cluster-node-timeout", 0, long.MaxValue, "15000"),
        KeptNumber("cluster-replica-validity-factor", 0, int.MaxValue, "10", "cluster-slave-validity-factor"),
        KeptSize("cluster-link-sendbuf-limit", 0, "0"),
        KeptWord("cluster-preferred-endpoint-type", "ip", "ip", "hostname", "unknown-endpoint"),
        Fixed("cluster-announce-bus-port", _ => "0"),
        Fixed("cluster-announce-hostname", _ => ""),
        Fixed("cluster-announce-ip", _ => ""),
        Fixed("cluster-announce-port", _ => "0"),
        Fixed("cluster-announce-tls-port", _ => "0"),
        Immutable("cluster-config-file", _ => "nodes.conf"),
        Immutable("cluster-port", _ => "0"),
    ];

    private static ConfigOption[] TlsRows() =>
    [
        Fixed("tls-auth-clients", _ => "yes"),
        Fixed("tls-cluster", _ => "no"),
        Fixed("tls-port", _ => "0"),
        Fixed("tls-prefer-server-ciphers", _ => "no"),
        Fixed("tls-replication", _ => "no"),
        Fixed("tls-session-cache-size", _ => "20480"),
        Fixed("tls-session-cache-timeout", _ => "300"),
        Fixed("tls-session-caching", _ => "yes"),
        .. from name in new[]
           {
               "ca-cert-dir", "ca-cert-file", "cert-file", "ciphers", "ciphersuites", "client-cert-file", "client-key-file",
               "client-key-file-pass", "dh-params-file", "key-file", "key-file-pass", "protocols",
           }
           select Fixed($"tls-{name}", _ => ""),
    ];

    private static ConfigOption[] ProcessRows() =>
    [
        KeptYesNo("crash-log-enabled", "yes"),
        KeptYesNo("crash-memcheck-enabled", "yes"),
        KeptNumber("busy-reply-threshold", 0, long.MaxValue, "5000", "lua-time-limit"),
        KeptNumber("shutdown-timeout", 0, int.MaxValue, "10"),
        KeptWord("acl-pubsub-default", "resetchannels", "allchannels", "resetchannels"),
        KeptWord("loglevel", "notice", "debug", "verbose", "notice", "warning"),
        Fixed("bind-source-addr", _ => ""),
        Fixed("ignore-warnings", _ => ""),
        Fixed("oom-score-adj", _ => "no"),
        Fixed("oom-score-adj-values", _ => "0 200 800"),
        Fixed("proc-title-template", _ => "{title} {listen-addr} {server-mode}"),
        Fixed("shutdown-on-sigint", _ => "default"),
        Fixed("shutdown-on-sigterm", _ => "default"),

        // Redis refuses clients of other machines while there is no password; here only "bind" does.
        Fixed("protected-mode", _ => "no"),
    ];

    private static ConfigOption[] StartRows() =>
    [
        .. from name in new[]
           {
               "aclfile", "aof_rewrite_cpulist", "bgsave_cpulist", "bio_cpulist", "logfile", "pidfile",
               "server_cpulist", "unixsocket",
           }
           select Immutable(name, _ => ""),
        .. from name in new[]
           {
               "always-show-logo", "daemonize", "enable-module-command", "enable-protected-configs", "io-threads-do-reads", "supervised",
               "syslog-enabled",
           }
           select Immutable(name, _ => "no"),
        Immutable("appenddirname", _ => "appendonlydir"),
        Immutable("appendfilename", _ => "appendonly.aof"),
        Immutable("disable-thp", _ => "yes"),
        Immutable("io-threads", _ => "1"),
        Immutable("rdbchecksum", _ => "yes"),
        Immutable("set-proc-title", _ => "yes"),
        Immutable("socket-mark-id", _ => "0"),
        Immutable("syslog-facility", _ => "local0"),
        Immutable("syslog-ident", _ => "redis"),
        Immutable("tcp-backlog", _ => "511"),
        Immutable("unixsocketperm", _ => "0"),
    ];

    /// <summary>What redis-server has for its own tests.</summary>
    private static ConfigOption[] HiddenRows() =>
    [
        HiddenNumber("key-load-delay", int.MinValue, "0"),
        HiddenNumber("loading-process-events-interval-bytes", 1024, "2097152"),
        HiddenNumber("rdb-key-save-delay", int.MinValue, "0"),
        HiddenNumber("watchdog-period", 0, "0"),
    ];

    private static ConfigOption KeptYesNo(string name, string @default, params string[] aliases) =>
        YesNo(name, n => Get(n, name, @default) == "yes", (n, value) => Keep(n, name, value ? "yes" : "no"), aliases);

    private static ConfigOption KeptNumber(string name, long min, long max, string @default, params string[] aliases) =>
        Long(name, min, max, n => Number(n, name, @default), (n, value) => Keep(n, name, Text(value)), aliases);

    private static ConfigOption HiddenNumber(string name, long min, string @default)
    {
        var row = KeptNumber(name, min, int.MaxValue, @default);
        return new ConfigOption(name, row.Get, row.Check) { IsHidden = true };
    }

    private static ConfigOption KeptSize(string name, long min, string @default) =>
        Memory(name, min, long.MaxValue, n => Number(n, name, @default), (n, value) => Keep(n, name, Text(value)));

    private static ConfigOption KeptWord(string name, string @default, params string[] words) =>
        Word(name, words, n => Get(n, name, @default), (n, value) => Keep(n, name, value));

    private static string Get(NodeServices node, string name, string @default) => node.InertOptions.GetValueOrDefault(name, @default);

    private static long Number(NodeServices node, string name, string @default) =>
        long.Parse(Get(node, name, @default), System.Globalization.CultureInfo.InvariantCulture);

    private static void Keep(NodeServices node, string name, string value) => node.InertOptions[name] = value;
}
