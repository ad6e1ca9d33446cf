using System.Text.RegularExpressions;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat;

/// <summary>Commands about the server itself, on a process of their own, judged by redis-server where it is there.</summary>
[Collection(OwnProcesses.Name)]
public sealed class ServerCommandTests
{
    private const string DebugSetting = "akkaredis.enable-debug-command = local";

    private static readonly string[] DebugTypes =
        ["string", "integer", "double", "null", "array", "set", "map", "attrib", "push", "verbatim", "true", "false", "bignum", "nosuch"];

    /// <summary>Requests whose replies must equal redis-server's byte for byte, sent on one connection in this order.</summary>
    private static readonly string[] Requests =
    [
        "SLOWLOG GET -2", "SLOWLOG GET x", "SLOWLOG GET 1 2", "SLOWLOG LEN 1", "SLOWLOG NOSUCH", "SLOWLOG", "SLOWLOG RESET", "SLOWLOG LEN",
        "LATENCY HISTORY nosuch", "LATENCY LATEST", "LATENCY RESET", "LATENCY RESET nosuch", "LATENCY GRAPH nosuch", "LATENCY NOSUCH",
        "LATENCY HISTOGRAM nosuch", "LATENCY GRAPH",
        "ACL WHOAMI", "ACL USERS", "ACL LIST", "ACL GETUSER nosuch", "ACL GETUSER default", "ACL CAT nosuch", "ACL CAT", "ACL CAT a b",
        "ACL DELUSER default", "ACL DELUSER nosuch", "ACL GENPASS 0", "ACL GENPASS 5000", "ACL GENPASS x", "ACL LOAD", "ACL SAVE",
        "ACL LOG", "ACL LOG RESET", "ACL LOG x", "ACL DRYRUN default GET a", "ACL DRYRUN nosuch GET a", "ACL DRYRUN default NOSUCH",
        "ACL DRYRUN default GET", "ACL DRYRUN default CONFIG GET x",
        "CLUSTER INFO", "CLUSTER KEYSLOT a", "CLUSTER NOSUCH", "ASKING", "READONLY", "READWRITE", "FAILOVER", "FAILOVER ABORT",
        "FAILOVER x", "REPLICAOF NO ONE", "SLAVEOF no one", "WAIT 0 0", "WAIT x 0", "WAIT 0 x", "WAIT 0 -1", "MODULE LIST", "MODULE LOAD x",
        "SHUTDOWN ABORT", "SHUTDOWN ABORT NOW", "SHUTDOWN x", "SHUTDOWN SAVE NOSAVE", "LOLWUT VERSION x",
        "CONFIG SET nosuch 1", "CONFIG SET slowlog-log-slower-than x", "CONFIG SET slowlog-log-slower-than -2",
        "CONFIG SET latency-tracking maybe", "CONFIG SET latency-tracking-info-percentiles x",
        "CONFIG SET latency-tracking-info-percentiles 101", "CONFIG SET latency-tracking-info-percentiles \"5 95.5\"",
        "CONFIG GET latency-tracking-info-percentiles", "CONFIG SET latency-tracking-info-percentiles \"\"",
        "CONFIG GET latency-tracking-info-percentiles", "CONFIG SET loglevel loud", "CONFIG SET loglevel notice", "CONFIG SET dir /tmp",
        "CONFIG SET io-threads 2", "CONFIG SET hz 20 activerehashing no", "CONFIG GET hz", "CONFIG SET hz 10 activerehashing yes",
        "CONFIG SET maxmemory-samples 0", "CONFIG SET active-expire-effort 11", "CONFIG REWRITE x",
        "EXEC", "MULTI", "MULTI", "SET a", "EXEC",
        "DEBUG NOSUCH", "DEBUG", "DEBUG ERROR \"MYCODE and text\"", "DEBUG OBJECT nosuch", "DEBUG SET-ACTIVE-EXPIRE 1", "DEBUG SLEEP 0",
        "DEBUG DIGEST", "DEBUG DIGEST-VALUE nosuch", "DEBUG CHANGE-REPL-ID", "DEBUG QUICKLIST-PACKED-THRESHOLD 100b",
        .. DebugTypes.Select(t => $"DEBUG PROTOCOL {t}"),
    ];

    [ToolTheory("redis-server")]
    [InlineData(1, 2)]
    [InlineData(3, 3)]
    public async Task Replies_equal_those_of_redis_server(int shards, int protocol)
    {
        await using var node = await ServerProcess.StartAsync(shards, DebugSetting);
        await using var redis = await ServerProcess.StartRedisServerAsync();
        await using var toNode = await RawConnection.OpenAsync(node.Endpoint);
        await using var toRedis = await RawConnection.OpenAsync(redis.Endpoint);
        await toNode.AskAsync($"HELLO {protocol}");
        await toRedis.AskAsync($"HELLO {protocol}");

        var differences = new List<string>();
        foreach (var request in Requests)
        {
            var (given, expected) = (await AskAsync(toNode, request), await AskAsync(toRedis, request));
            if (given != expected)
                differences.Add($"{request}\n  here:  {given}\n  redis: {expected}");
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    [ToolTheory("redis-server")]
    [InlineData(1)]
    [InlineData(3)]
    public async Task The_digest_of_data_equals_that_of_redis_server(int shards)
    {
        string[] fill =
        [
            "SET string text", "SET number 12", "SET expires x PX 100000000", "RPUSH list a b 3", "SADD set a b 7", "SADD numbers 1 2 3",
            "HSET hash f v g 1", "ZADD sorted 1.5 a -0.1 b 3 c 1e300 d inf e", "PFADD hll a b c", "SELECT 3",
            "SET string other", "SELECT 0",
            "DEBUG POPULATE 500 some 20",
        ];
        await using var node = await ServerProcess.StartAsync(shards, DebugSetting);
        await using var redis = await ServerProcess.StartRedisServerAsync();
        await using var toNode = await RawConnection.OpenAsync(node.Endpoint);
        await using var toRedis = await RawConnection.OpenAsync(redis.Endpoint);
        foreach (var request in fill)
            Assert.Equal(await toRedis.AskAsync(request), await toNode.AskAsync(request));

        var digest = await toNode.AskAsync("DEBUG DIGEST");
        Assert.Equal(await toRedis.AskAsync("DEBUG DIGEST-VALUE string"), await toNode.AskAsync("DEBUG DIGEST-VALUE string"));
        Assert.Equal(await toRedis.AskAsync("DEBUG DIGEST-VALUE list"), await toNode.AskAsync("DEBUG DIGEST-VALUE list"));
        Assert.Equal(await toRedis.AskAsync("DEBUG DIGEST-VALUE sorted"), await toNode.AskAsync("DEBUG DIGEST-VALUE sorted"));
        Assert.Equal(await toRedis.AskAsync("DEBUG DIGEST"), digest);
        Assert.Equal("+OK\r\n", await toNode.AskAsync("DEBUG RELOAD"));
        Assert.Equal(digest, await toNode.AskAsync("DEBUG DIGEST"));
    }

    [ToolTheory("redis-server")]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_monitor_sees_what_that_of_redis_server_sees(int shards)
    {
        string[] requests =
        [
            "SET a 1", "get a", "SELECT 2", "LPUSH l \"x\\r\\n\\xff\\\"\"", "MULTI", "INCR a", "EXEC", "AUTH x y",
            "CONFIG GET timeout", "MULTI", "NOSUCH", "EXEC", "PING", "NOSUCH", "GET", "ECHO last",
        ];
        await using var node = await ServerProcess.StartAsync(shards, DebugSetting);
        await using var redis = await ServerProcess.StartRedisServerAsync();

        Assert.Equal(await ShownAsync(redis, requests), await ShownAsync(node, requests));
    }

    [Fact]
    public async Task A_slow_command_is_logged_with_its_client()
    {
        await using var node = await ServerProcess.StartAsync(2, DebugSetting);
        await using var client = await RawConnection.OpenAsync(node.Endpoint);
        await client.AskAsync("CLIENT SETNAME sleeper");
        await client.AskAsync("CONFIG SET latency-monitor-threshold 50");

        Assert.Equal("+OK\r\n", await client.AskAsync("DEBUG SLEEP 0.1"));

        Assert.Matches(
            "^\\*1\r\n\\*6\r\n:\\d+\r\n:\\d+\r\n:\\d{6,}\r\n\\*3\r\n\\$5\r\nDEBUG\r\n\\$5\r\nSLEEP\r\n\\$3\r\n0.1\r\n" +
            "\\$\\d+\r\n127.0.0.1:\\d+\r\n\\$7\r\nsleeper\r\n$",
            await client.AskAsync("SLOWLOG GET 1"));
        Assert.Matches("^\\*1\r\n\\*4\r\n\\$7\r\ncommand\r\n", await client.AskAsync("LATENCY LATEST"));
    }

    [NodeFact]
    public async Task Debug_must_be_allowed()
    {
        await using var node = await ServerProcess.StartAsync(1);
        await using var client = await RawConnection.OpenAsync(node.Endpoint);

        Assert.StartsWith("-ERR DEBUG command not allowed.", await client.AskAsync("DEBUG SLEEP 0"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shutdown_ends_the_process_as_a_signal_does()
    {
        await using var node = await ServerProcess.StartAsync(2);
        await using var other = await RawConnection.OpenAsync(node.Endpoint);
        Assert.Equal("+PONG\r\n", await other.AskAsync("PING"));
        await using var client = await RawConnection.OpenAsync(node.Endpoint);

        await client.SendAsync("SHUTDOWN NOSAVE\r\n");

        Assert.Equal("", await client.ReadToEndAsync());
        Assert.Equal("", await other.ReadToEndAsync());
        Assert.Equal(0, await node.ExitAsync());
    }

    /// <summary>The reply; of an attribute or a push, what follows it too.</summary>
    private static async Task<string> AskAsync(RawConnection connection, string request)
    {
        var reply = await connection.AskAsync(request);
        return reply[0] switch
        {
            '|' => reply + await connection.ReadRepliesAsync(3),
            '>' => reply + await connection.ReadReplyAsync(),
            _ => reply,
        };
    }

    private static async Task<string> ShownAsync(ServerProcess server, string[] requests)
    {
        await using var monitor = await RawConnection.OpenAsync(server.Endpoint);
        Assert.Equal("+OK\r\n", await monitor.AskAsync("MONITOR"));
        await using var client = await RawConnection.OpenAsync(server.Endpoint);
        foreach (var request in requests)
            await client.AskAsync(request);
        var lines = new List<string>();
        do
            lines.Add(Regex.Replace(await monitor.ReadReplyAsync(), @"^\+\d+\.\d{6} \[(\d+) 127\.0\.0\.1:\d+\]", "$1"));
        while (!lines[^1].Contains("last", StringComparison.Ordinal));
        return string.Concat(lines);
    }
}
