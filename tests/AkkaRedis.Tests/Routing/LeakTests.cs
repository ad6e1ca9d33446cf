using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Routing;

/// <summary>A connection that ends at any moment gives everything back, and leaves nothing on the shards.</summary>
[Collection(PoolCounts.Alone)]
public sealed class LeakTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Nothing_stays_out_when_a_connection_ends_at_a_random_moment(int shards) => Seeds.Run(600, random =>
    {
        var before = PoolCounts.Now;
        using var node = new RigNode(shards, random, replyLimitBytes: random.Next(1, 300));
        node.Time.TicksPerLook = random.Next(3) * 400;
        var hasFaults = random.Next(2) == 0;
        var clients = Enumerable.Range(0, 3).Select(_ => node.Connect()).ToList();
        foreach (var client in clients)
            Send(client, random);
        for (var steps = random.Next(300); steps > 0; steps--)
            Act(node, clients[random.Next(clients.Count)], random, hasFaults);
        foreach (var client in clients)
        {
            for (var steps = random.Next(20); steps > 0; steps--)
                node.Shards.Step();
            client.Dispose();
        }

        node.Shards.RunAll();
        Assert.Equal(before, PoolCounts.Now);
        Assert.Equal(0, node.Shards.Leftovers.Stalled);
        if (!hasFaults)
            Assert.Equal(0, node.Shards.Leftovers.Watched);
    });

    [Fact]
    public void A_connection_that_ends_while_the_shard_waits_for_it_is_forgotten()
    {
        var before = PoolCounts.Now;
        using var node = new RigNode(1, new Random(1), replyLimitBytes: 1);
        var client = node.Connect();
        client.SendAtOnce("GET a\r\nGET b\r\nGET b\r\n");
        node.Shards.Step();
        Assert.Equal(1, node.Shards.Leftovers.Stalled);
        client.Dispose();
        node.Shards.RunAll();
        Assert.Equal(before, PoolCounts.Now);
        Assert.Equal((0, 0), node.Shards.Leftovers);
    }

    private static void Send(RigConnection client, Random random)
    {
        var generator = new RequestGenerator(random) { WithReplyModes = random.Next(3) == 0 };
        client.MaxChunkBytes = random.Next(1, 1000);
        for (var i = random.Next(1, 60); i > 0; i--)
            client.Send(RespText.Request(generator.Next()));
        client.Send(random.Next(3) == 0 ? "*1\r\n$x\r\n" : "");
    }

    private static void Act(RigNode node, RigConnection client, Random random, bool hasFaults)
    {
        if (hasFaults && random.Next(100) == 0)
            node.Shards.ChangePrimary(random.Next(node.Shards.Slots.ShardCount));
        if (hasFaults && random.Next(50) == 0)
            node.Shards.Serve(random.Next(node.Shards.Slots.ShardCount), random.Next(2) == 0);
        _ = random.Next(4) switch
        {
            0 => client.Read(),
            1 => node.Shards.Step(),
            2 => client.TakeReturned(),
            _ => client.Write(),
        };
    }
}
