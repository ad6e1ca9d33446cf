using AkkaRedis.Node.Clients;
using AkkaRedis.Node.LiveConfig;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Tests.NodeCommands;

public class ConfigTests
{
    private const string Failed = "-ERR CONFIG SET failed (possibly related to argument ";

    /// <summary>What redis-server 7.0.15 lists with CONFIG GET *.</summary>
    private const string NamesOfRedis = """
        acl-pubsub-default aclfile acllog-max-len active-defrag-cycle-max active-defrag-cycle-min active-defrag-ignore-bytes
        active-defrag-max-scan-fields active-defrag-threshold-lower active-defrag-threshold-upper active-expire-effort activedefrag
        activerehashing always-show-logo aof-disable-auto-gc aof-load-truncated aof-rewrite-incremental-fsync aof-timestamp-enabled
        aof-use-rdb-preamble aof_rewrite_cpulist appenddirname appendfilename appendfsync appendonly auto-aof-rewrite-min-size
        auto-aof-rewrite-percentage bgsave_cpulist bind bind-source-addr bio_cpulist busy-reply-threshold client-output-buffer-limit
        client-query-buffer-limit cluster-allow-pubsubshard-when-down cluster-allow-reads-when-down cluster-allow-replica-migration
        cluster-announce-bus-port cluster-announce-hostname cluster-announce-ip cluster-announce-port cluster-announce-tls-port
        cluster-config-file cluster-enabled cluster-link-sendbuf-limit cluster-migration-barrier cluster-node-timeout cluster-port
        cluster-preferred-endpoint-type cluster-replica-no-failover cluster-replica-validity-factor cluster-require-full-coverage
        cluster-slave-no-failover cluster-slave-validity-factor crash-log-enabled crash-memcheck-enabled daemonize databases dbfilename
        dir disable-thp dynamic-hz enable-debug-command enable-module-command enable-protected-configs hash-max-listpack-entries
        hash-max-listpack-value hash-max-ziplist-entries hash-max-ziplist-value hll-sparse-max-bytes hz ignore-warnings io-threads
        io-threads-do-reads jemalloc-bg-thread latency-monitor-threshold latency-tracking latency-tracking-info-percentiles
        lazyfree-lazy-eviction lazyfree-lazy-expire lazyfree-lazy-server-del lazyfree-lazy-user-del lazyfree-lazy-user-flush
        lfu-decay-time lfu-log-factor list-compress-depth list-max-listpack-size list-max-ziplist-size logfile loglevel lua-time-limit
        masterauth masteruser maxclients maxmemory maxmemory-clients maxmemory-eviction-tenacity maxmemory-policy maxmemory-samples
        min-replicas-max-lag min-replicas-to-write min-slaves-max-lag min-slaves-to-write no-appendfsync-on-rewrite
        notify-keyspace-events oom-score-adj oom-score-adj-values pidfile port proc-title-template propagation-error-behavior
        protected-mode proto-max-bulk-len rdb-del-sync-files rdb-save-incremental-fsync rdbchecksum rdbcompression repl-backlog-size
        repl-backlog-ttl repl-disable-tcp-nodelay repl-diskless-load repl-diskless-sync repl-diskless-sync-delay
        repl-diskless-sync-max-replicas repl-ping-replica-period repl-ping-slave-period repl-timeout replica-announce-ip
        replica-announce-port replica-announced replica-ignore-disk-write-errors replica-ignore-maxmemory replica-lazy-flush
        replica-priority replica-read-only replica-serve-stale-data replicaof requirepass sanitize-dump-payload save server_cpulist
        set-max-intset-entries set-proc-title shutdown-on-sigint shutdown-on-sigterm shutdown-timeout slave-announce-ip
        slave-announce-port slave-ignore-maxmemory slave-lazy-flush slave-priority slave-read-only slave-serve-stale-data slaveof
        slowlog-log-slower-than slowlog-max-len socket-mark-id stop-writes-on-bgsave-error stream-node-max-bytes stream-node-max-entries
        supervised syslog-enabled syslog-facility syslog-ident tcp-backlog tcp-keepalive timeout tls-auth-clients tls-ca-cert-dir
        tls-ca-cert-file tls-cert-file tls-ciphers tls-ciphersuites tls-client-cert-file tls-client-key-file tls-client-key-file-pass
        tls-cluster tls-dh-params-file tls-key-file tls-key-file-pass tls-port tls-prefer-server-ciphers tls-protocols tls-replication
        tls-session-cache-size tls-session-cache-timeout tls-session-caching tracking-table-max-keys unixsocket unixsocketperm
        zset-max-listpack-entries zset-max-listpack-value zset-max-ziplist-entries zset-max-ziplist-value
        """;

    private readonly NodeRig _rig = new();

    public static TheoryData<string> Names() => [.. ConfigTable.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_option_can_be_read_and_set_to_what_it_is(string name)
    {
        var value = ValueOf(name);
        var reply = _rig.Run($"CONFIG SET {name} \"{value}\"");

        ConfigTable.TryFind(name, out var option);
        Assert.Equal(option!.NameError is { } error ? $"{Failed}'{name}') - {error}\r\n" : "+OK\r\n", reply);
        Assert.Equal(value, ValueOf(name));
    }

    [Theory]
    [InlineData("CONFIG", "-ERR wrong number of arguments for 'config' command\r\n")]
    [InlineData("CONFIG foo", "-ERR unknown subcommand 'foo'. Try CONFIG HELP.\r\n")]
    [InlineData("CONFIG GET", "-ERR wrong number of arguments for 'config|get' command\r\n")]
    [InlineData("CONFIG SET timeout", "-ERR wrong number of arguments for 'config|set' command\r\n")]
    [InlineData("CONFIG SET timeout 1 foo", "-ERR syntax error\r\n")]
    [InlineData("CONFIG SET foo bar", "-ERR Unknown option or number of arguments for CONFIG SET - 'foo'\r\n")]
    [InlineData("CONFIG SET timeout 1 foo bar", "-ERR Unknown option or number of arguments for CONFIG SET - 'foo'\r\n")]
    [InlineData("CONFIG SET timeout abc", Failed + "'timeout') - argument couldn't be parsed into an integer\r\n")]
    [InlineData("CONFIG SET timeout 010", Failed + "'timeout') - argument couldn't be parsed into an integer\r\n")]
    [InlineData("CONFIG SET timeout \"\"", Failed + "'timeout') - argument couldn't be parsed into an integer\r\n")]
    [InlineData("CONFIG SET timeout -1", Failed + "'timeout') - argument must be between 0 and 2147483647 inclusive\r\n")]
    [InlineData("CONFIG SET timeout 99999999999", Failed + "'timeout') - argument must be between 0 and 2147483647 inclusive\r\n")]
    [InlineData("CONFIG SET timeout 1 TIMEOUT 2", Failed + "'TIMEOUT') - duplicate parameter\r\n")]
    [InlineData("CONFIG SET timeout abc databases 3", Failed + "'databases') - can't set immutable config\r\n")]
    [InlineData("CONFIG SET timeout 1 databases 3 foo bar", Failed + "'databases') - can't set immutable config\r\n")]
    [InlineData("CONFIG SET timeout \"\\xff\"", Failed + "'timeout') - argument must be valid UTF-8\r\n")]
    [InlineData("CONFIG SET hash-max-listpack-value 1x", Failed + "'hash-max-listpack-value') - argument must be a memory value\r\n")]
    [InlineData("CONFIG SET hash-max-listpack-value -1", Failed + "'hash-max-listpack-value') - argument must be a memory value\r\n")]
    [InlineData("CONFIG SET maxmemory x", Failed + "'maxmemory') - argument must be a memory value\r\n")]
    [InlineData("CONFIG SET maxmemory-policy lru", Failed + "'maxmemory-policy') - argument(s) must be one of the following: "
        + "volatile-lru, volatile-lfu, volatile-random, volatile-ttl, allkeys-lru, allkeys-lfu, allkeys-random, noeviction\r\n")]
    [InlineData("CONFIG SET maxmemory-samples 0",
        Failed + "'maxmemory-samples') - argument must be between 1 and 2147483647 inclusive\r\n")]
    [InlineData("CONFIG SET maxmemory-eviction-tenacity 101",
        Failed + "'maxmemory-eviction-tenacity') - argument must be between 0 and 100 inclusive\r\n")]
    [InlineData("CONFIG SET appendonly yes",
        Failed + "'appendonly') - the node was started without a log; start it with appendonly yes\r\n")]
    [InlineData("CONFIG SET appendonly maybe", Failed + "'appendonly') - argument must be 'yes' or 'no'\r\n")]
    [InlineData("CONFIG SET appendfsync x",
        Failed + "'appendfsync') - argument(s) must be one of the following: everysec, always, no\r\n")]
    [InlineData("CONFIG SET save 1", Failed + "'save') - Invalid save parameters\r\n")]
    [InlineData("CONFIG SET save \"1  2\"", Failed + "'save') - Invalid save parameters\r\n")]
    [InlineData("CONFIG SET appendonly NO", "+OK\r\n")]
    [InlineData("CONFIG GET foo", "*0\r\n")]
    [InlineData("CONFIG GET timeout", "*2\r\n$7\r\ntimeout\r\n$1\r\n0\r\n")]
    [InlineData("CONFIG GET TimeOut time*", "*2\r\n$7\r\nTimeOut\r\n$1\r\n0\r\n")]
    [InlineData("CONFIG GET TIME*", "*2\r\n$7\r\ntimeout\r\n$1\r\n0\r\n")]
    [InlineData("CONFIG GET [st]imeout databases", "*4\r\n$7\r\ntimeout\r\n$1\r\n0\r\n$9\r\ndatabases\r\n$2\r\n16\r\n")]
    [InlineData("CONFIG GET save appendonly", "*4\r\n$4\r\nsave\r\n$0\r\n\r\n$10\r\nappendonly\r\n$2\r\nno\r\n")]
    [InlineData("CONFIG GET key-load-dela*", "*0\r\n")]
    [InlineData("CONFIG GET Key-Load-Delay", "*2\r\n$14\r\nKey-Load-Delay\r\n$1\r\n0\r\n")]
    [InlineData("CONFIG GET slave-read-only", "*2\r\n$15\r\nslave-read-only\r\n$3\r\nyes\r\n")]
    [InlineData("CONFIG REWRITE", "-ERR The server is running without a config file\r\n")]
    public void Answers_as_redis_server(string line, string reply) => Assert.Equal(reply, _rig.Run(line));

    [Fact]
    public void Every_option_of_redis_server_is_known() => Assert.Empty(
        NamesOfRedis.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Except(ConfigTable.Names));

    [Theory]
    [InlineData("CONFIG SET hz 50 activerehashing no loglevel DEBUG", "hz=50 activerehashing=no loglevel=debug")]
    [InlineData("CONFIG SET save \"\" appendfsync ALWAYS", "save= appendfsync=always")]
    [InlineData("CONFIG SET slave-priority 7 repl-backlog-size 2mb", "replica-priority=7 repl-backlog-size=2097152")]
    [InlineData("CONFIG SET latency-tracking-info-percentiles \"\"", "latency-tracking-info-percentiles=")]
    [InlineData("CONFIG SET latency-tracking-info-percentiles \"5.5 100\"", "latency-tracking-info-percentiles=5.5 100")]
    public void What_only_tunes_is_kept(string request, string values)
    {
        Assert.Equal("+OK\r\n", _rig.Run(request));
        foreach (var pair in values.Contains("percentiles") ? [values] : values.Split(' '))
            Assert.Equal(pair[(pair.IndexOf('=') + 1)..], ValueOf(pair[..pair.IndexOf('=')]));
    }

    [Theory]
    [InlineData("min-replicas-to-write 1", "can't set immutable config")]
    [InlineData("tls-port 6380", "can't set immutable config")]
    [InlineData("dir /tmp", "can't set protected config")]
    [InlineData("dbfilename x", "can't set protected config")]
    [InlineData("io-threads 2", "can't set immutable config")]
    [InlineData("activerehashing maybe", "argument must be 'yes' or 'no'")]
    [InlineData("slowlog-log-slower-than -2", "argument must be between -1 and 9223372036854775807 inclusive")]
    [InlineData("loglevel loud", "argument(s) must be one of the following: debug, verbose, notice, warning")]
    public void What_would_promise_something_or_is_wrong_is_refused(string setting, string reason) => Assert.Equal(
        $"{Failed}'{setting.Split(' ')[0]}') - {reason}\r\n", _rig.Run($"CONFIG SET {setting}"));

    [Fact]
    public void In_resp3_options_are_a_map()
    {
        _rig.Session.Protocol = 3;

        Assert.Equal("%1\r\n$7\r\ntimeout\r\n$1\r\n0\r\n", _rig.Run("CONFIG GET timeout"));
    }

    [Fact]
    public void Several_options_are_set_together_or_not_at_all()
    {
        Assert.StartsWith(Failed, _rig.Run("CONFIG SET hash-max-listpack-entries 7 timeout abc"));
        Assert.NotEqual("7", ValueOf("hash-max-listpack-entries"));

        Assert.Equal("+OK\r\n", _rig.Run("CONFIG SET hash-max-listpack-entries 7 timeout 3"));
        Assert.Equal(("7", "3"), (ValueOf("hash-max-listpack-entries"), ValueOf("timeout")));
    }

    [Fact]
    public void Settings_of_clients_and_shards_change_at_once()
    {
        Assert.Equal("+OK\r\n", _rig.Run(
            "CONFIG SET maxclients 5 tcp-keepalive 60 requirepass \"a b\" proto-max-bulk-len 2mb client-query-buffer-limit 3mb"));
        Assert.Equal("+OK\r\n", _rig.Run("CONFIG SET hash-max-ziplist-value 1kb list-max-ziplist-size -3 set-max-intset-entries 9"));

        var clients = _rig.Node.ClientSettings;
        Assert.Equal((5, 60, "a b"), (clients.MaxClients, clients.TcpKeepAliveSeconds, clients.RequirePass));
        Assert.Equal((2L << 20, 3L << 20), (clients.Protocol.MaxBulkBytes, clients.Protocol.MaxQueryBytes));
        var shards = _rig.Node.ShardSettings;
        Assert.Equal((1024, -3, 9), (shards.HashMaxListpackValueBytes, shards.ListMaxListpackSize, shards.SetMaxIntsetEntries));
        Assert.Equal(2L << 20, shards.MaxStringBytes);
    }

    [Fact]
    public void The_memory_limit_and_what_belongs_to_it_change_at_once()
    {
        Assert.Equal("+OK\r\n", _rig.Run("CONFIG SET maxmemory 5mb maxmemory-policy VOLATILE-LRU maxmemory-samples 7"));
        Assert.Equal("+OK\r\n", _rig.Run("CONFIG SET maxmemory-eviction-tenacity 100 lfu-log-factor 0 lfu-decay-time 9"));

        var expected = new MemoryLimit
        {
            MaxBytes = 5 << 20, Policy = EvictionPolicy.VolatileLru, Samples = 7, Tenacity = 100, LfuLogFactor = 0, LfuDecayMinutes = 9,
        };
        Assert.Equal(expected, _rig.Node.ShardSettings.Memory);
        Assert.Equal(("5242880", "volatile-lru"), (ValueOf("maxmemory"), ValueOf("maxmemory-policy")));
    }

    [Fact]
    public void An_alias_is_the_same_option()
    {
        Assert.Equal("+OK\r\n", _rig.Run("CONFIG SET hash-max-listpack-entries 5 hash-max-ziplist-entries 6"));

        Assert.Equal(("6", "6"), (ValueOf("hash-max-listpack-entries"), ValueOf("hash-max-ziplist-entries")));
    }

    [Theory]
    [InlineData("normal 10mb 5mb 3 slave 1 2 3", "normal 10485760 5242880 3 slave 1 2 3 pubsub 33554432 8388608 60")]
    [InlineData("NORMAL 1k 1kb 0", "normal 1000 1024 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60")]
    [InlineData("replica 1 2 3 replica 4 5 6", "normal 0 0 0 slave 4 5 6 pubsub 33554432 8388608 60")]
    [InlineData("", "normal 0 0 0 slave 268435456 67108864 60 pubsub 33554432 8388608 60")]
    public void Output_limits_of_named_classes_change(string value, string after)
    {
        Assert.Equal("+OK\r\n", _rig.Run($"CONFIG SET client-output-buffer-limit \"{value}\""));
        Assert.Equal(after, ValueOf("client-output-buffer-limit"));
    }

    [Theory]
    [InlineData("master 1 2 3", "Invalid client class specified in buffer limit configuration.")]
    [InlineData("normal 1 2", "Wrong number of arguments in buffer limit configuration.")]
    [InlineData("normal  0 0   0", "Wrong number of arguments in buffer limit configuration.")]
    [InlineData("normal 1x 2 3", "Error in hard, soft or soft_seconds setting in buffer limit configuration.")]
    [InlineData("normal -1 2 3", "Error in hard, soft or soft_seconds setting in buffer limit configuration.")]
    [InlineData("normal 1 2 3 pubsub 1 2 -3", "Error in hard, soft or soft_seconds setting in buffer limit configuration.")]
    public void Bad_output_limits_change_nothing(string value, string reason)
    {
        var reply = _rig.Run($"CONFIG SET client-output-buffer-limit \"{value}\"");

        Assert.Equal($"{Failed}'client-output-buffer-limit') - {reason}\r\n", reply);
        Assert.Equal(new OutputBufferLimit(0, 0, 0), _rig.Node.ClientSettings.NormalOutputLimit);
    }

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("100", 100L)]
    [InlineData("100b", 100L)]
    [InlineData("1k", 1000L)]
    [InlineData("1KB", 1024L)]
    [InlineData("2m", 2_000_000L)]
    [InlineData("2mb", 2L << 20)]
    [InlineData("3g", 3_000_000_000L)]
    [InlineData("3Gb", 3L << 30)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Sizes_are_read_with_their_units(string text, long bytes)
    {
        Assert.True(MemorySize.TryParse(text, out var parsed));
        Assert.Equal(bytes, parsed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("gb")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 gb")]
    [InlineData("1.5gb")]
    [InlineData("1x")]
    [InlineData("1kbb")]
    [InlineData("9223372036854775808")]
    [InlineData("17179869184gb")]
    public void Anything_else_is_no_size(string text) => Assert.False(MemorySize.TryParse(text, out _));

    [Fact]
    public void Start_up_options_are_told()
    {
        var rig = new NodeRig(new NodeOptions { Databases = 3, Shards = 5, Bind = ["1.1.1.1", "2.2.2.2"] });

        var told = RespValue.ParseList(rig.Run("CONFIG GET databases akkaredis-shards bind"));

        Assert.Equal(["databases", "3", "akkaredis-shards", "5", "bind", "1.1.1.1 2.2.2.2"], told);
    }

    private string ValueOf(string name)
    {
        var reply = RespValue.ParseList(_rig.Run($"CONFIG GET {name}"));
        Assert.Equal(name, reply[0]);
        return Assert.IsType<string>(reply[1]);
    }
}
