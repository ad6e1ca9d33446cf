using AkkaRedis.Protocol.Resp;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Routing;

/// <summary>
/// Random pipelines through a connection and shards that answer in random order, against a twin that does one thing at a time:
/// the same replies in the order of the requests, however they are cut, sliced and delayed.
/// </summary>
public sealed class PipelineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public void Replies_are_those_of_one_command_after_the_other(int shards) =>
        Seeds.Run(300, random => Compare(shards, random, replyLimitBytes: 1 << 20));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    public void Replies_are_the_same_when_shards_must_wait_for_them_to_be_taken(int shards) =>
        Seeds.Run(1000, 300, random => Compare(shards, random, replyLimitBytes: random.Next(1, 200)));

    private static void Compare(int shards, Random random, int replyLimitBytes)
    {
        using var node = new RigNode(shards, random, replyLimitBytes);
        node.Time.TicksPerLook = random.Next(3) * 400;
        node.Services.ClientSettings.MaxBatchesInFlight = random.Next(1, 8);
        node.Services.ClientSettings.OutputHighWaterBytes = random.Next(1, 2000);
        node.Services.ClientSettings.Protocol = new ProtocolLimits { MaxBatchCommands = random.Next(1, 20) };
        using var client = node.Connect();
        client.MaxChunkBytes = random.Next(1, 1000);
        var twin = new SerialTwin(shards, node.Time.NowMs);
        Send(client, twin, random);
        Run(node, client, random);
        AssertReplies(twin, client);
        Assert.True(client.Core.IsIdle);
        Assert.Equal(0, client.Session.OutputBytes);
        Assert.Equal(twin.IsClosed, client.Core.IsClosing);
    }

    private static void Send(RigConnection client, SerialTwin twin, Random random)
    {
        var generator = new RequestGenerator(random) { WithReplyModes = random.Next(3) == 0 };
        var count = random.Next(1, 120);
        for (var i = 0; i < count; i++)
        {
            var request = i == count - 1 && random.Next(4) == 0 ? ["QUIT"] : generator.Next();
            client.Send(RespText.Request(request));
            twin.Send(request);
        }
    }

    private static void Run(RigNode node, RigConnection client, Random random)
    {
        for (var idle = 0; idle < 60;)
        {
            var did = random.Next(4) switch
            {
                0 => client.Read(),
                1 => node.Shards.Step(),
                2 => client.TakeReturned(),
                _ => client.Write(),
            };
            idle = did ? 0 : idle + 1;
        }
    }

    private static void AssertReplies(SerialTwin twin, RigConnection client)
    {
        var actual = RespText.Replies(client.Output);
        for (var i = 0; i < Math.Min(actual.Count, twin.Expected.Count); i++)
        {
            var expected = twin.Expected[i];
            Assert.True(expected.Fits(actual[i]), $"reply {i} to {expected.Request}: {actual[i]} instead of {expected.Wanted}");
        }

        Assert.Equal(twin.Expected.Count, actual.Count);
    }
}
