using System.Text;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Commands;

/// <summary>Commands on values of more elements than one turn may touch.</summary>
public sealed class HashListSliceTests
{
    private static readonly ShardSettings Settings = new() { SliceElements = 50 };

    [Theory]
    [InlineData("HGETALL h", 400)]
    [InlineData("HKEYS h", 200)]
    [InlineData("HVALS h", 200)]
    [InlineData("HRANDFIELD h 190", 190)]
    [InlineData("HRANDFIELD h -500 WITHVALUES", 1000)]
    [InlineData("LRANGE l 10 109", 100)]
    [InlineData("LPOS l x COUNT 0", 200)]
    public void Long_replies_are_written_in_slices_while_the_key_is_locked(string command, int elements)
    {
        var shard = Filled();
        var args = HashListShard.ArgsOf(command);
        var job = shard.Start(args);
        Assert.NotNull(job);
        Assert.Equal(args[1], job.LockedKey.Span);
        var slices = 1;
        while (!shard.Step(job, args, units: 50))
            slices++;
        Assert.InRange(slices, 2, 11);
        Assert.StartsWith($"*{elements}\r\n", Encoding.Latin1.GetString(shard.Reply.WrittenSpan), StringComparison.Ordinal);
        Assert.Equal(elements, Encoding.Latin1.GetString(shard.Reply.WrittenSpan).Split('\n').Count(l => l is ['$' or ':', ..]));
    }

    [Theory]
    [InlineData("HGETALL h")]
    [InlineData("LRANGE l 0 -1")]
    [InlineData("LPOS l x COUNT 0 RANK -2")]
    [InlineData("LPOS m 60 COUNT 0")]
    [InlineData("LPOS m 60")]
    [InlineData("LPOP m 60")]
    [InlineData("RPOP m 70")]
    [InlineData("LMPOP 1 m LEFT COUNT 80")]
    [InlineData("COPY h copy")]
    public void A_sliced_reply_is_the_same_as_one_written_at_once(string command)
    {
        var whole = Filled(new ShardSettings());
        var args = HashListShard.ArgsOf(command);
        Assert.Null(whole.Start(args));
        var sliced = Filled();
        var job = sliced.Start(args)!;
        while (!sliced.Step(job, args, units: 7))
        {
        }

        Assert.Equal(whole.Reply.WrittenSpan, sliced.Reply.WrittenSpan);
    }

    [Theory]
    [InlineData("HGETALL h")]
    [InlineData("LRANGE l 0 49")]
    public void Short_replies_are_written_at_once(string command)
    {
        var shard = Filled();
        shard.Run("HDEL h " + string.Join(' ', Enumerable.Range(50, 150)));
        shard.Run(command);
    }

    [Fact]
    public void A_scan_of_a_large_hash_gives_every_field_in_small_pages()
    {
        var rig = new ShardRig();
        for (var i = 0; i < 2000; i++)
            rig.Run($"HSET h {i} v");
        HashSet<string> fields = [];
        var cursor = "0";
        do
        {
            var lines = rig.Run($"HSCAN h {cursor} COUNT 20").Split("\r\n");
            cursor = lines[2];
            Assert.InRange(lines.Length, 1, 4 * 70);
            for (var i = 5; i + 2 < lines.Length; i += 4)
                fields.Add(lines[i]);
        }
        while (cursor != "0");
        Assert.Equal(2000, fields.Count);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(100)]
    [InlineData(900)]
    public void Fields_chosen_without_repeats_are_different(int count)
    {
        var rig = new ShardRig();
        for (var i = 0; i < 1000; i++)
            rig.Run($"HSET h {i} v");
        var lines = rig.Run($"HRANDFIELD h {count}").Split("\r\n");
        Assert.Equal($"*{count}", lines[0]);
        Assert.Equal(count, lines.Skip(2).Where((_, i) => i % 2 == 0).Distinct().Count());
    }

    private static HashListShard Filled(ShardSettings? settings = null)
    {
        var shard = new HashListShard(settings ?? Settings);
        for (var i = 0; i < 200; i++)
        {
            shard.Run($"HSET h {i} v{i}");
            shard.Run("RPUSH l x");
            shard.Run($"RPUSH m {i}");
        }

        return shard;
    }
}
