using System.Globalization;
using System.Text;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Commands;

/// <summary>Commands of bits, HyperLogLogs and SORT that take longer than one turn.</summary>
public sealed class StringSliceTests
{
    private const int MostSlices = 2000;

    [Theory]
    [InlineData("BITCOUNT a", "")]
    [InlineData("BITCOUNT a 13 40001 BIT", "")]
    [InlineData("BITPOS zeros 1", "")]
    [InlineData("BITPOS ones 0", "")]
    [InlineData("BITPOS ones 0 0 -1", "")]
    [InlineData("BITOP AND d a b", "GET d")]
    [InlineData("BITOP XOR a a b zeros none", "GET a")]
    [InlineData("BITOP NOT d ones", "GET d")]
    [InlineData("PFCOUNT h1 h2 none h3", "")]
    [InlineData("PFMERGE h1 h2 none h3", "GET h1")]
    [InlineData("PFMERGE d h1 h2", "GET d")]
    [InlineData("PFCOUNT h1 h2 a h3", "")]
    [InlineData("SORT q", "")]
    [InlineData("SORT q DESC LIMIT 7 100", "")]
    [InlineData("SORT q ALPHA BY w_* GET # GET w_*", "")]
    [InlineData("SORT q BY nosort LIMIT 10 150 DESC", "")]
    [InlineData("SORT q BY w_*", "")]
    [InlineData("SORT_RO q GET w_*", "")]
    [InlineData("SORT q DESC STORE d", "LRANGE d 0 -1")]
    [InlineData("SORT q GET w_* GET # STORE q", "LRANGE q 0 -1")]
    [InlineData("SORT words STORE d", "LRANGE d 0 -1")]
    public void In_slices_a_command_does_the_same_as_at_once(string command, string look)
    {
        var args = HashListShard.ArgsOf(command);
        var atOnce = Filled(new ShardSettings());
        Assert.Null(atOnce.Start(args));
        var sliced = Filled(new ShardSettings { SliceElements = 1 });
        var job = sliced.Start(args);
        Assert.NotNull(job);
        var slices = 1;
        while (!sliced.Step(job, args, units: 7))
            slices++;
        Assert.InRange(slices, sliced.Reply.WrittenSpan[0] == '-' ? 1 : 2, MostSlices);
        Assert.Equal(atOnce.Reply.WrittenSpan, sliced.Reply.WrittenSpan);
        if (look.Length > 0)
            Assert.Equal(Read(atOnce, look), Read(sliced, look));
    }

    [Fact]
    public void Bitop_locks_all_its_sources()
    {
        var job = Filled(new ShardSettings { SliceElements = 1 }).Start(HashListShard.ArgsOf("BITOP OR d a b none"))!;
        Assert.Equal("a", Encoding.ASCII.GetString(job.LockedKey.Span));
        Assert.Equal(["b", "none"], job.MoreLockedKeys.Select(Encoding.ASCII.GetString));
    }

    private static string Read(HashListShard shard, string command)
    {
        var args = HashListShard.ArgsOf(command);
        if (shard.Start(args) is { } job)
        {
            while (!shard.Step(job, args, units: 1000))
            {
            }
        }

        return Encoding.Latin1.GetString(shard.Reply.WrittenSpan);
    }

    private static HashListShard Filled(ShardSettings settings)
    {
        var shard = new HashListShard(settings);
        var random = new Random(7);
        shard.Run("SET a " + RandomText(random, 9000));
        shard.Run("SET b " + RandomText(random, 6001));
        shard.Run("SET zeros " + new string('\0', 8000));
        shard.Run("SET ones " + new string('\xFF', 8000));
        for (var key = 1; key <= 3; key++)
            shard.Run($"PFADD h{key} " + string.Join(' ', Enumerable.Range(0, 300).Select(_ => random.Next(10_000))));
        for (var i = 0; i < 200; i++)
        {
            shard.Run("RPUSH q " + random.Next(100).ToString(CultureInfo.InvariantCulture));
            if (i % 3 > 0 && i < 100)
                shard.Run($"SET w_{i} {random.Next(50)}:{i}");
        }

        for (var i = 0; i < 100; i += 3)
            shard.Run($"SET w_{i} {i}");
        shard.Run("RPUSH words " + string.Join(' ', Enumerable.Repeat("word", 50)));
        return shard;
    }

    /// <summary>Any bytes but the one that separates words here.</summary>
    private static string RandomText(Random random, int length) =>
        string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next(' ' + 1, 256)));
}
