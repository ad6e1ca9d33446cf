using System.Globalization;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Routing;

/// <summary>
/// Shards that refuse, lose batches and change their primaries: every request still gets exactly one reply, in order; what a
/// shard executes of one connection it executes in the order of the requests, and not twice.
/// </summary>
public sealed class FaultTests
{
    private const string NotExecuted = "-CLUSTERDOWN The shard does not serve; the command was not executed\r\n";
    private const string Unknown = "-ERR the shard stopped while it had the command, which may have been executed\r\n";

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Each_request_has_one_reply_and_order_is_kept(int shards) => Seeds.Run(500, random =>
    {
        using var node = new RigNode(shards, random, replyLimitBytes: random.Next(1, 300));
        node.Time.TicksPerLook = random.Next(3) * 400;
        using var client = node.Connect();
        client.MaxChunkBytes = random.Next(20, 400);
        var tags = new[] { "a", "b", "c" };
        var requests = Enumerable.Range(100, random.Next(1, 80)).Select(i => (Number: i, Key: tags[random.Next(3)])).ToList();
        foreach (var (number, key) in requests)
            client.Send(RespText.Request("APPEND", key, $"{number} ") + RespText.Request("GET", key));
        RunWithFaults(node, client, random);

        var replies = RespText.Replies(client.Output);
        Assert.Equal(2 * requests.Count, replies.Count);
        var done = requests.Index().Where(r => replies[2 * r.Index][0] == ':').Select(r => r.Item).ToHashSet();
        var unsure = requests.Index().Where(r => replies[2 * r.Index] == Unknown).Select(r => r.Item).ToHashSet();
        foreach (var key in tags)
        {
            var log = RespText.Content(RespText.Replies(client.Ask(RespText.Request("APPEND", key, "") + RespText.Request("GET", key)))[1]);
            var numbers = log.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Parse).ToList();
            Assert.Equal(numbers.Distinct().Order(), numbers);
            Assert.Superset(done.Where(r => r.Key == key).Select(r => r.Number).ToHashSet(), numbers.ToHashSet());
            Assert.Superset(numbers.ToHashSet(), done.Union(unsure).Select(r => r.Number).ToHashSet());
        }
    });

    [Fact]
    public void What_waits_for_a_primary_longer_than_its_deadline_is_not_executed()
    {
        using var node = new RigNode(1, new Random(1));
        using var client = node.Connect();
        node.Shards.Serve(0, false);
        Assert.Equal("", client.Ask(RespText.Request("SET", "a", "1") + RespText.Request("PING")));
        node.Time.Pass(node.Services.ClientSettings.RequestTimeoutMs - 1);
        Assert.Equal("", client.Ask(RespText.Request("MULTI") + RespText.Request("SET", "a", "2") + RespText.Request("EXEC")));
        node.Time.Pass(2);
        Assert.Equal(NotExecuted + "+PONG\r\n+OK\r\n+QUEUED\r\n", client.Ask(""));
        node.Time.Pass(node.Services.ClientSettings.RequestTimeoutMs);
        Assert.Equal(NotExecuted, client.Ask(""));
        node.Shards.Serve(0, true);
        Assert.Equal("$-1\r\n", client.Ask(RespText.Request("GET", "a")));
        Assert.False(client.Core.HasParked);
    }

    [Fact]
    public void Commands_over_all_shards_fail_when_one_does_not_serve()
    {
        using var node = new RigNode(3, new Random(1));
        using var client = node.Connect();
        node.Shards.Serve(1, false);
        client.Ask(
            RespText.Request("DBSIZE") + RespText.Request("KEYS", "*") + RespText.Request("SCAN", "0") + RespText.Request("RANDOMKEY"));
        node.Time.Pass(node.Services.ClientSettings.RequestTimeoutMs + 1);
        client.Ask("");
        node.Time.Pass(node.Services.ClientSettings.RequestTimeoutMs + 1);
        client.Ask("");
        Assert.Equal([NotExecuted, NotExecuted, NotExecuted], RespText.Replies(client.Output)[..3]);
        Assert.Equal(4, RespText.Replies(client.Output).Count);
    }

    [Fact]
    public void The_rest_of_a_cut_batch_goes_to_the_next_primary_before_what_came_later()
    {
        using var node = new RigNode(1, new Random(1), replyLimitBytes: 1);
        using var client = node.Connect();
        client.SendAtOnce(RespText.Request("APPEND", "a", "1") + RespText.Request("APPEND", "a", "2"));
        node.Shards.RunAll();
        client.TakeReturned();
        Assert.Equal(1, node.Shards.Leftovers.Stalled);
        node.Shards.ChangePrimary(0);
        client.SendAtOnce(RespText.Request("APPEND", "a", "3"));
        client.Settle();
        Assert.Equal("$3\r\n123\r\n", client.Ask(RespText.Request("GET", "a")));
    }

    [Fact]
    public void What_waits_behind_a_client_that_does_not_read_does_not_time_out()
    {
        using var node = new RigNode(1, new Random(1), replyLimitBytes: 1);
        using var client = node.Connect();
        client.SendAtOnce(RespText.Request("APPEND", "a", "1") + RespText.Request("APPEND", "a", "2"));
        client.SendAtOnce(RespText.Request("APPEND", "a", "3"));
        node.Shards.RunAll();
        Assert.Equal(1, node.Shards.Leftovers.Stalled);
        node.Shards.ChangePrimary(0);
        while (node.Shards.Step() | client.TakeReturned())
        {
        }

        node.Time.Pass(node.Services.ClientSettings.RequestTimeoutMs * 2);
        client.TakeReturned();
        client.Settle();
        Assert.Equal(":1\r\n:2\r\n:3\r\n", client.Output);
    }

    [Fact]
    public void A_reply_begun_when_the_shard_stopped_is_not_sent()
    {
        var answers = new HashSet<string>();
        for (var turns = 0; turns < 12; turns++)
        {
            using var node = new RigNode(1, new Random(1));
            node.Time.TicksPerLook = 600;
            using var client = node.Connect();
            client.Ask(string.Concat(Enumerable.Range(0, 3000).Select(i => $"SET key:{i} v\r\n")));
            var before = client.Output.Length;
            client.SendAtOnce("GET key:1\r\nKEYS *\r\nGET key:1\r\n");
            for (var i = 0; i < turns; i++)
                node.Shards.Step();
            node.Shards.ChangePrimary(0);
            client.Settle();
            answers.Add(string.Concat(RespText.Replies(client.Output[before..]).Select(r => r[0])));
        }

        Assert.Equal(["$*$", "$--"], answers.Order());
    }

    private static int Parse(string number) => int.Parse(number, CultureInfo.InvariantCulture);

    private static void RunWithFaults(RigNode node, RigConnection client, Random random)
    {
        node.Shards.RefusalChance = random.NextDouble() / 2;
        node.Shards.WrongEpochChance = random.NextDouble() / 5;
        for (int idle = 0, steps = 0; idle < 100; steps++)
        {
            Assert.True(steps < 300_000, "the connection never comes to rest");
            if (random.Next(30) == 0)
                node.Shards.ChangePrimary(random.Next(node.Shards.Slots.ShardCount));
            var did = random.Next(4) switch
            {
                0 => client.Read(),
                1 => node.Shards.Step(),
                2 => client.TakeReturned(),
                _ => client.Write(),
            };
            idle = did || !client.Core.IsIdle ? 0 : idle + 1;
        }

        node.Shards.RefusalChance = node.Shards.WrongEpochChance = 0;
    }
}
