namespace AkkaRedis.Tests.Routing;

/// <summary>Commands of one pipeline that must not overtake each other, though some run on shards and some at the connection.</summary>
public sealed class OrderTests
{
    private const string Sha = "e0e1f9fabfc9d4800c877a703b823ac0578ff8db";

    /// <summary>Requests are separated by " | ".</summary>
    [Theory]
    [InlineData("SET a 1 | INFO keyspace", "db0:keys=1,")]
    [InlineData("SET a 1 | SET b 1 | SET c 1 | INFO keyspace", "db0:keys=3,")]
    [InlineData("SET a 1 | INFO commandstats", "cmdstat_set:calls=1,")]
    [InlineData("GET a | INFO stats", "keyspace_misses:1\r\n")]
    [InlineData("CONFIG SET slowlog-log-slower-than 0 | SET a 1 | SLOWLOG GET 1", "*3\r\n$3\r\nSET\r\n$1\r\na\r\n$1\r\n1\r\n")]
    [InlineData("GET a | MULTI | SET a 1 | INFO keyspace | EXEC", "db0:keys=1,")]
    [InlineData("SET a 1 | MULTI | INFO keyspace | EXEC", "db0:keys=1,")]
    [InlineData("MULTI | SET a 1 | INFO keyspace | SET {a}b 1 | EXEC", "db0:keys=1,")]
    [InlineData("MULTI | SET a 1 | INFO keyspace | DEL a | EXEC", "db0:keys=1,")]
    [InlineData("MULTI | SET a 1 | CONFIG RESETSTAT | INFO keyspace | EXEC", "db0:keys=1,")]
    [InlineData("SET a 1 | DEBUG SLEEP 0 | INFO keyspace", "db0:keys=1,")]
    public void What_was_sent_before_is_seen(string requests, string seen)
    {
        foreach (var shards in new[] { 1, 3 })
        {
            using var node = new RigNode(shards, new Random(1));
            using var client = node.Connect();
            client.SendAtOnce(Lines(requests));
            client.Settle();
            Assert.Contains(seen, client.Output);
            Assert.True(client.Core.IsIdle);
        }
    }

    [Fact]
    public void A_library_counts_from_its_load_on()
    {
        using var node = new RigNode(3, new Random(1));
        using var client = node.Connect();
        client.SendAtOnce(RespText.Request(
            "FUNCTION", "LOAD", "#!lua name=one\nredis.register_function('f', function() return 1 end)")
            + RespText.Request("FUNCTION", "STATS") + RespText.Request("FUNCTION", "FLUSH") + RespText.Request("FUNCTION", "STATS"));
        client.Settle();
        Assert.Contains("libraries_count\r\n:1\r\n", client.Output);
        Assert.EndsWith("libraries_count\r\n:0\r\n$15\r\nfunctions_count\r\n:0\r\n", client.Output);
    }

    [Fact]
    public void Who_gets_a_message_finds_what_was_written_before_it()
    {
        using var node = new RigNode(1, new Random(1));
        using var publisher = node.Connect();
        using var subscriber = node.Connect();
        subscriber.Ask("SUBSCRIBE c\r\n");
        publisher.SendAtOnce("SET a 1\r\nPUBLISH c x\r\n");
        Assert.False(subscriber.Write());
        publisher.Settle();
        Assert.True(subscriber.Write());
    }

    [Fact]
    public void Within_a_transaction_too()
    {
        using var node = new RigNode(3, new Random(1));
        using var waiting = node.Connect();
        using var client = node.Connect();
        client.Ask("CONFIG SET slowlog-log-slower-than 0\r\n");
        waiting.Ask("BLPOP list 0\r\n");

        client.Ask("MULTI\r\nRPUSH list x\r\nSLOWLOG RESET\r\nPING\r\nEXEC\r\n");

        Assert.Contains("$5\r\nBLPOP\r\n", client.Ask("SLOWLOG GET\r\n"));
        Assert.DoesNotContain("$5\r\nRPUSH\r\n", client.Ask("SLOWLOG GET\r\n"));
    }

    /// <summary>Chance of the rig draws the shard that runs first.</summary>
    [Fact]
    public void A_script_that_came_with_eval_is_known_behind_it()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            using var node = new RigNode(3, new Random(seed));
            using var client = node.Connect();
            client.SendAtOnce($"EVALSHA {Sha} 1 b\r\nEVAL \"return 1\" 1 a\r\nEVALSHA {Sha} 1 b\r\nEVALSHA {Sha} 1 c\r\n"
                + $"SCRIPT EXISTS {Sha}\r\nSCRIPT FLUSH\r\nSCRIPT EXISTS {Sha}\r\nEVAL \"return 1\" 1 c\r\nEVALSHA {Sha} 1 a\r\n");
            client.Settle();
            Assert.Equal(
                "-NOSCRIPT No matching script. Please use EVAL.\r\n:1\r\n:1\r\n:1\r\n*1\r\n:1\r\n+OK\r\n*1\r\n:0\r\n:1\r\n:1\r\n",
                client.Output);
        }
    }

    [Theory]
    [InlineData("PING")]
    [InlineData("ECHO x")]
    [InlineData("SELECT 1")]
    [InlineData("CLIENT SETNAME x")]
    [InlineData("CLIENT ID")]
    [InlineData("HELLO 3")]
    [InlineData("SCRIPT KILL")]
    [InlineData("MULTI")]
    [InlineData("SET b 1")]
    public void Others_do_not_wait(string request)
    {
        using var node = new RigNode(3, new Random(1));
        using var client = node.Connect();
        client.SendAtOnce($"SET a 1\r\n{request}\r\n");
        Assert.Equal(2, client.Session.CommandsProcessed);
    }

    [Fact]
    public void Commands_on_keys_of_different_shards_run_side_by_side()
    {
        using var node = new RigNode(3, new Random(1));
        using var client = node.Connect();
        client.SendAtOnce("SET a 1\r\nSET b 1\r\nSET c 1\r\nEVAL \"return 1\" 1 a\r\nEVAL \"return 1\" 1 b\r\n");
        Assert.Equal(5, client.Session.CommandsProcessed);
        Assert.Equal(3, node.Shards.Told);
    }

    [Fact]
    public void What_waits_is_counted_once_and_keeps_its_missing_reply()
    {
        using var node = new RigNode(1, new Random(1));
        using var client = node.Connect();
        client.SendAtOnce("SET a 1\r\nCLIENT REPLY SKIP\r\nINFO keyspace\r\nGET a\r\n");
        Assert.Equal(2, client.Session.CommandsProcessed);
        client.Settle();
        Assert.Equal("+OK\r\n$1\r\n1\r\n", client.Output);
        Assert.Equal(4, client.Session.CommandsProcessed);
    }

    [Fact]
    public void Batches_behind_wait_with_it()
    {
        using var node = new RigNode(1, new Random(1));
        using var client = node.Connect();
        client.SendAtOnce("SET a 1\r\nDBSIZE\r\nINFO keyspace\r\n");
        client.SendAtOnce("SET b 1\r\n");
        Assert.Equal(1, node.Shards.Told);
        client.Settle();
        Assert.Contains("db0:keys=1,", client.Output);
        Assert.EndsWith("+OK\r\n", client.Output);
    }

    [Fact]
    public void A_command_given_up_at_its_deadline_lets_those_behind_it_go_on()
    {
        using var node = new RigNode(1, new Random(1));
        using var client = node.Connect();
        node.Shards.Serve(0, serves: false);
        Assert.Equal("", client.Ask("SET a 1\r\nINFO keyspace\r\n"));
        node.Time.Pass(node.Services.ClientSettings.RequestTimeoutMs + 1);
        var replies = RespText.Replies(client.Ask(""));
        Assert.StartsWith("-CLUSTERDOWN", replies[0], StringComparison.Ordinal);
        Assert.StartsWith("$", replies[1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_waits_here_is_not_idle_and_may_not_be_ended()
    {
        using var node = new RigNode(1, new Random(1));
        using var client = node.Connect();
        client.SendAtOnce("SET a 1\r\nINFO keyspace\r\n");
        Assert.False(client.Core.IsIdle);
        Assert.False(client.Core.OnlyWaits);
    }

    private static string Lines(string requests) =>
        requests.Replace(" | ", "\r\n", StringComparison.Ordinal) + "\r\n";
}
