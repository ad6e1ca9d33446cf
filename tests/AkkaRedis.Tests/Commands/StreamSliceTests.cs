using AkkaRedis.Shard.Commands;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Commands;

/// <summary>Commands on more entries than one turn may touch answer in slices what they answer at once.</summary>
public sealed class StreamSliceTests
{
    [Theory]
    [InlineData("XRANGE s - +")]
    [InlineData("XREVRANGE s + 50")]
    [InlineData("XREAD STREAMS s t 0 100")]
    [InlineData("XREADGROUP GROUP g new STREAMS s >")]
    [InlineData("XREADGROUP GROUP h old STREAMS s 0")]
    [InlineData("XPENDING s h - + 1000")]
    [InlineData("XPENDING s h - + 1000 old")]
    [InlineData("XAUTOCLAIM s h new 0 0 COUNT 190")]
    [InlineData("XGROUP DELCONSUMER s h old")]
    [InlineData("XINFO STREAM s FULL COUNT 0")]
    [InlineData("XTRIM s MAXLEN 0")]
    [InlineData("XTRIM s MINID 180")]
    [InlineData("XTRIM s MAXLEN ~ 30 LIMIT 0")]
    [InlineData("XADD s MAXLEN 7 500-1 f v")]
    public void A_sliced_command_answers_and_does_the_same(string command)
    {
        var args = HashListShard.ArgsOf(command);
        var whole = Filled(5000);
        Assert.Null(whole.Start(args));
        var sliced = Filled(50);
        var job = sliced.Start(args);
        Assert.NotNull(job);
        var slices = 1;
        while (!sliced.Step(job, args, units: 7))
            slices++;
        Assert.InRange(slices, 5, 400);
        Assert.Equal(whole.Reply.WrittenSpan, sliced.Reply.WrittenSpan);
        Assert.Equal(StateOf(whole), StateOf(sliced));
    }

    private static string StateOf(HashListShard shard)
    {
        var args = HashListShard.ArgsOf("XINFO STREAM s FULL COUNT 0");
        for (var job = shard.Start(args); job is not null && !shard.Step(job, args, 1000);)
        {
        }

        return System.Text.Encoding.Latin1.GetString(shard.Reply.WrittenSpan);
    }

    private static HashListShard Filled(int sliceElements)
    {
        var settings = new ShardSettings { StreamNodeMaxEntries = 2 };
        var shard = new HashListShard(settings);
        for (var i = 1; i <= 200; i++)
        {
            shard.Run($"XADD s {i}-1 f v{i}");
            shard.Run($"XADD t {i}-1 f v{i}");
        }

        shard.Run("XGROUP CREATE s g 0");
        shard.Run("XGROUP CREATE s h 0");
        shard.Run("XREADGROUP GROUP h old STREAMS s >");
        settings.SliceElements = sliceElements;
        return shard;
    }
}
