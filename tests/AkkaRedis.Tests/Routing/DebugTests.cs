using System.Net;
using AkkaRedis.Node.Commands;

namespace AkkaRedis.Tests.Routing;

/// <summary>DEBUG, on one shard and on three.</summary>
public sealed class DebugTests
{
    [Theory]
    [InlineData("DEBUG NOSUCH", "-ERR unknown subcommand or wrong number of arguments for 'NOSUCH'. Try DEBUG HELP. ")]
    [InlineData("DEBUG SEGFAULT", "-ERR unknown subcommand or wrong number of arguments for 'SEGFAULT'. Try DEBUG HELP. ")]
    [InlineData("DEBUG", "-ERR wrong number of arguments for 'debug' command ")]
    [InlineData("DEBUG OBJECT nosuch", "-ERR no such key ")]
    [InlineData("DEBUG ERROR \"MYCODE and text\"", "-MYCODE and text ")]
    [InlineData("DEBUG PROTOCOL map", "*6 :0 :0 :1 :1 :2 :0 ")]
    [InlineData("DEBUG CHANGE-REPL-ID | DEBUG QUICKLIST-PACKED-THRESHOLD 1 | DEBUG LOG x", "+OK +OK +OK ")]
    [InlineData("DEBUG DIGEST-VALUE nosuch", "*1 +0000000000000000000000000000000000000000 ")]
    [InlineData("DEBUG DIGEST", "+0000000000000000000000000000000000000000 ")]
    [InlineData("DEBUG SLEEP 0", "+OK ")]
    [InlineData("DEBUG SLEEP -1", "-ERR timeout is negative ")]
    [InlineData("DEBUG POPULATE x | DEBUG POPULATE 0", "-ERR value is out of range, must be positive +OK ")]
    [InlineData("MULTI | DEBUG DIGEST | EXEC",
        "+OK +QUEUED *1 -ERR DEBUG DIGEST cannot be part of a transaction, or has the wrong number of arguments ")]
    public void Answers(string requests, string replies) => ForShards((_, client) => Assert.Equal(replies, Ask(client, requests)));

    [Theory]
    [InlineData("no", "127.0.0.1", false)]
    [InlineData("local", "127.0.0.1", true)]
    [InlineData("local", "::1", true)]
    [InlineData("local", "10.0.0.1", false)]
    [InlineData("yes", "10.0.0.1", true)]
    public void Who_may_use_it_is_a_setting(string setting, string address, bool may)
    {
        var refusal = DebugCommands.RefusalFor(setting, new IPEndPoint(IPAddress.Parse(address), 1));
        if (may)
            Assert.Null(refusal);
        else
            Assert.StartsWith("ERR DEBUG command not allowed. If the enable-debug-command option is set to \"local\"", refusal);
    }

    [Fact]
    public void Populate_makes_the_keys_that_are_not_there() => ForShards((node, client) =>
    {
        Ask(client, "SET p:7 old");
        Assert.Equal("+OK ", Ask(client, "DEBUG POPULATE 2500 p 10"));

        Assert.Equal(":2500 $3 old $10 value:1234 $10 value:9\0\0\0 ", Ask(client, "DBSIZE | GET p:7 | GET p:1234 | GET p:9"));
        Assert.Equal(2500, node.Shards.KeysIn(0));
    });

    [Fact]
    public void Reload_keeps_all_data() => ForShards((_, client) =>
    {
        Fill(client);
        var before = Ask(client, "DEBUG DIGEST");

        Assert.Equal("+OK ", Ask(client, "DEBUG RELOAD"));
        Assert.Equal(before, Ask(client, "DEBUG DIGEST"));
        Assert.Equal(":100000 ", Ask(client, "PTTL expires"));
    });

    [Fact]
    public void The_digest_says_whether_data_is_equal_however_it_is_sharded()
    {
        var digests = new HashSet<string>();
        ForShards((_, client) =>
        {
            Fill(client);
            digests.Add(Ask(client, "DEBUG DIGEST"));
            var one = Ask(client, "DEBUG DIGEST-VALUE set");
            Ask(client, "SREM set b | SADD set x");
            Assert.NotEqual(one, Ask(client, "DEBUG DIGEST-VALUE set"));
            Assert.DoesNotContain(Ask(client, "DEBUG DIGEST"), digests);
            Ask(client, "SREM set x | SADD set b");
            digests.Add(Ask(client, "DEBUG DIGEST"));
        });

        Assert.Single(digests);
    }

    [Fact]
    public void A_sleep_holds_up_its_connection_alone_and_is_as_long_as_it_is() => ForShards((node, client) =>
    {
        using var other = node.Connect();
        Ask(other, "CONFIG SET slowlog-log-slower-than 1000000");
        Assert.Equal("", Ask(client, "DEBUG SLEEP 2.5 | PING"));
        Assert.Equal("+PONG $-1 ", Ask(other, "PING | GET a"));

        node.Time.Pass(2600);
        node.Shards.EndDueWaits();
        Assert.Equal("+OK +PONG ", Ask(client, "").Replace("\r\n", " ", StringComparison.Ordinal));
        var entry = Assert.Single(node.Services.CommandTimes.SlowLog.Newest(9));
        Assert.Equal(2_600_000, entry.DurationUs);
    });

    [Fact]
    public void Expiry_can_be_paused()
    {
        ForShards((node, client) =>
        {
            Ask(client, "DEBUG SET-ACTIVE-EXPIRE 0");
            Assert.True(node.Services.ShardSettings.IsExpiryPaused);
            Ask(client, "DEBUG SET-ACTIVE-EXPIRE 1");
            Assert.False(node.Services.ShardSettings.IsExpiryPaused);
        });
    }

    private static void ForShards(Action<RigNode, RigConnection> test)
    {
        foreach (var shards in new[] { 1, 3 })
        {
            using var node = new RigNode(shards, new Random(1));
            using var client = node.Connect();
            test(node, client);
        }
    }

    private static void Fill(RigConnection client) => Ask(
        client,
        "SET string text | SET number 12 | SET expires x PX 100000 | RPUSH list a b c | SADD set a b | HSET hash f v g w | " +
        "ZADD sorted 1.5 a 2 b | SELECT 3 | SET string other | SELECT 0");

    private static string Ask(RigConnection client, string requests) => client.Ask(requests.Length == 0
        ? ""
        : requests.Replace(" | ", "\r\n", StringComparison.Ordinal) + "\r\n").Replace("\r\n", " ", StringComparison.Ordinal);
}
