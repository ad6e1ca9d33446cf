using System.Text;
using AkkaRedis.Shard.Values;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Values;

public sealed class SortedSetValueTests
{
    private static readonly SortedLimits Limits = new(128, 64);

    [Fact]
    public void Is_packed_up_to_the_limits_and_in_full_form_from_there_on()
    {
        var set = new SortedSetValue();
        for (var i = 0; i < 128; i++)
            set.Add(RandomTexts.Ascii(i), i, Limits);
        Assert.Equal("listpack", set.EncodingName);
        set.Add("one more"u8, 1, Limits);
        Assert.Equal("skiplist", set.EncodingName);
        Assert.Equal(129, set.Count);
        set.RemoveRange(0, 128);
        Assert.Equal("skiplist", set.EncodingName);
    }

    [Fact]
    public void Becomes_full_by_one_long_member()
    {
        var set = new SortedSetValue();
        set.Add(new byte[64], 1, Limits);
        Assert.Equal("listpack", set.EncodingName);
        set.Add(new byte[65], 1, Limits);
        Assert.Equal("skiplist", set.EncodingName);
    }

    [Theory]
    [InlineData(4, 16)]
    [InlineData(128, 64)]
    [InlineData(100_000, 100_000)]
    [InlineData(0, 0)]
    public void Does_what_a_sorted_list_does(int maxMembers, int maxTextBytes) => Seeds.Run(3, random =>
    {
        var twin = new SortedTwin(random, new SortedLimits(maxMembers, maxTextBytes));
        for (var step = 0; step < 6000; step++)
        {
            twin.Change(isGrowing: step % 3000 < 1800);
            if (step % 200 == 0)
                twin.AssertSame();
            else
                twin.AssertSameSomewhere();
        }

        twin.AssertSame();
    });

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(3000)]
    public void A_copy_made_in_steps_is_the_same_and_shares_nothing(int members) => Seeds.Run(2, random =>
    {
        var twin = new SortedTwin(random, Limits);
        for (var i = 0; i < members; i++)
            twin.Change(isGrowing: true);
        var copying = twin.Set.BeginClone();
        var steps = 1;
        while (!copying.Step(units: 50))
            steps++;
        Assert.InRange(steps, twin.Set.IsTable ? twin.Set.Count / 60 : 1, int.MaxValue);
        var copy = (SortedSetValue)copying.Copied;
        twin.AssertSame(copy);
        copy.RemoveRange(0, copy.Count);
        twin.AssertSame();
    });

    [Theory]
    [InlineData(20, 0, 5)]
    [InlineData(20, 15, 5)]
    [InlineData(1000, 0, 999)]
    [InlineData(1000, 400, 300)]
    [InlineData(1000, 990, 10)]
    public void A_copy_without_some_ranks_is_the_set_after_their_removal(int members, int rank, int count)
    {
        var set = new SortedSetValue();
        for (var i = 0; i < members; i++)
            set.Add(RandomTexts.Ascii(i * 7919), i % 37, Limits);
        var copying = set.BeginCopyWithout(rank, count);
        while (!copying.Step(units: 30))
        {
        }

        set.RemoveRange(rank, count);
        Assert.Equal(SortedTwin.EntriesOf(set), SortedTwin.EntriesOf((SortedSetValue)copying.Copied));
    }

    [Fact]
    public void Shrinks_back_to_little_memory()
    {
        var set = new SortedSetValue();
        for (var i = 0; i < 100_000; i++)
            set.Add(RandomTexts.Ascii(i * 31), i % 1009, Limits);
        Assert.InRange(set.MemoryBytes, 2_500_000, 6_000_000);
        for (var i = 0; i < 99_990; i++)
            Assert.True(set.Remove(RandomTexts.Ascii(i * 31)));
        Assert.Equal(10, set.Count);
        Assert.InRange(set.MemoryBytes, 1, 120_000);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_scan_sees_every_member_that_stays_however_the_set_changes(int seed)
    {
        var random = new Random(seed);
        var set = new SortedSetValue();
        for (var i = 0; i < 5000; i++)
            set.Add(RandomTexts.Ascii(i), 1, Limits);
        HashSet<string> seen = [];
        ulong cursor = 0;
        do
        {
            var bucket = set.BucketAt(ref cursor);
            for (var member = bucket.First; member.IsThere; member = bucket.Next(member))
                seen.Add(Encoding.Latin1.GetString(bucket.TextOf(member)));
            var removes = random.Next(2) == 0;
            for (var i = random.Next(40); i > 0; i--)
            {
                var text = RandomTexts.Ascii(random.Next(100, 20_000));
                if (removes)
                    set.Remove(text);
                else if (!set.Find(text).IsThere)
                    set.Add(text, 2, Limits);
            }
        }
        while (cursor != 0);
        for (var i = 0; i < 100; i++)
            Assert.Contains($"{i}", seen);
    }
}
