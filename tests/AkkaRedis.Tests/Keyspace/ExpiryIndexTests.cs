using System.Text;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Tests.Keyspace;

public sealed class ExpiryIndexTests : IDisposable
{
    private const long Now = 1_700_000_000_000;

    private readonly KeyspaceStore _store = new(1);

    private Database Db => _store[0];

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(1, 1_000)]
    [InlineData(2, 100_000)]
    [InlineData(3, 100_000_000)]
    [InlineData(4, 400_000_000_000)]
    public void Keys_are_found_when_their_time_has_passed_and_in_its_order(int seed, long span)
    {
        var random = new Random(seed);
        Assert.True(Db.NextExpired(Now).IsNone);
        var left = new Dictionary<string, long>();
        for (var i = 0; i < 3000; i++)
        {
            left[$"k{i}"] = Now + random.NextInt64(span);
            Db.SetString(Key(i), "v"u8, left[$"k{i}"]);
        }

        for (var now = Now; left.Count > 0; now += random.NextInt64(1, span / 20 + 2))
        {
            var previous = long.MinValue;
            while (Db.NextExpired(now) is { IsNone: false } entry)
            {
                Assert.True(entry.ExpireAtMs >= previous, $"seed {seed}");
                previous = entry.ExpireAtMs;
                Assert.True(left.Remove(Encoding.Latin1.GetString(entry.Key)), $"seed {seed}");
                Db.Remove(entry.Key);
            }

            Assert.True(left.Values.All(t => t >= now), $"seed {seed}: due keys were not found");
            Assert.Equal(left.Count, Db.ExpiresCount);
        }
    }

    [Fact]
    public void The_last_moment_belongs_to_the_key()
    {
        Db.SetString("k"u8, "v"u8, Now);
        Assert.True(Db.NextExpired(Now).IsNone);
        Assert.False(Db.NextExpired(Now + 1).IsNone);
        Assert.False(Db.NextExpired(Now + 1).IsNone);
        Db.SetExpiry(Db.Find("k"u8), Now + 5);
        Assert.True(Db.NextExpired(Now + 1).IsNone);
        Assert.False(Db.NextExpired(Now + 6).IsNone);
    }

    [Fact]
    public void A_time_that_is_past_already_is_found_and_so_is_one_when_the_clock_was_ahead()
    {
        Assert.True(Db.NextExpired(Now).IsNone);
        Db.SetString("past"u8, "v"u8, Now - 100_000);
        Assert.Equal("past", Encoding.Latin1.GetString(Db.NextExpired(Now).Key));
        Db.Remove("past"u8);
        Assert.True(Db.NextExpired(Now + 1_000_000).IsNone);
        Db.SetString("k"u8, "v"u8, Now + 500_000);
        Assert.True(Db.NextExpired(Now + 400_000).IsNone);
        Assert.Equal("k", Encoding.Latin1.GetString(Db.NextExpired(Now + 500_001).Key));
    }

    [Theory]
    [InlineData(1L << 8)]
    [InlineData(1L << 16)]
    [InlineData(1L << 24)]
    public void A_key_is_found_when_the_clock_stands_at_the_start_of_its_bucket(long bucketMs)
    {
        var start = (Now / bucketMs + 2) * bucketMs;
        Assert.True(Db.NextExpired(Now).IsNone);
        Db.SetString("early"u8, "v"u8, start + 5);
        Assert.True(Db.NextExpired(start).IsNone);
        Db.SetString("late"u8, "v"u8, start + 200);
        Assert.Equal("early", Encoding.Latin1.GetString(Db.NextExpired(start + 6).Key));
    }

    [Fact]
    public void The_largest_times_are_kept_exactly_and_never_come()
    {
        foreach (var time in new[] { long.MaxValue, 1L << 48, (1L << 48) - 1, 1L << 40 })
        {
            Db.SetString("k"u8, "v"u8, time);
            Assert.Equal(time, Db.Find("k"u8).ExpireAtMs);
            Assert.True(Db.NextExpired(Now).IsNone || time < Now);
        }
    }

    [Fact]
    public void Putting_an_expiry_off_again_and_again_files_no_further_records()
    {
        for (var i = 0; i < 100; i++)
            Db.SetString(Key(i), "v"u8, Now + 1000);
        for (var round = 0; round < 50; round++)
        {
            for (var i = 0; i < 100; i++)
            {
                Db.SetExpiry(Db.Find(Key(i)), Now + 1000 + round * 100);
                Db.SetString(Key(i), "w"u8, round % 2 == 0 ? Expiry.None : Now + 2000 + round * 100);
            }
        }

        Assert.Equal(100, Db.ExpiryRecordCount);
        Assert.True(Db.NextExpired(Now + 6000).IsNone);
        Assert.Equal(100, Db.ExpiryRecordCount);
        Assert.Equal(100, Drain(Now + 7000));
        Assert.Equal(0, Db.ExpiryRecordCount);
    }

    [Fact]
    public void Records_of_removed_keys_are_swept_before_they_pile_up()
    {
        for (var i = 0; i < 1000; i++)
            Db.SetString(Key(i), "v"u8, Now + 3_600_000 + i);
        for (var i = 0; i < 200_000; i++)
        {
            var key = Encoding.Latin1.GetBytes($"lock:{i}");
            Db.SetString(key, "v"u8, Now + 60_000 + i % 30_000);
            Db.Remove(key);
        }

        Assert.InRange(Db.ExpiryRecordCount, 1000, 10_000);
        Assert.Equal(1000, Drain(Now + 4_000_000));
    }

    [Fact]
    public void Keys_are_found_though_no_clock_was_known_when_they_were_set_and_other_keys_share_their_slot()
    {
        for (var i = 0; i < 20_000; i++)
            Db.SetString(Encoding.Latin1.GetBytes($"{{t}}{i}"), "v"u8, i % 2 == 0 ? Now + i : Expiry.None);
        for (var i = 0; i < 20_000; i += 4)
            Db.SetExpiry(Db.Find(Encoding.Latin1.GetBytes($"{{t}}{i}")), Expiry.None);
        Assert.Equal(5_000, Db.ExpiresCount);
        Assert.Equal(5_000, Drain(Now + 20_001));
        Assert.Equal(15_000, Db.Count);
    }

    [Fact]
    public void A_crowd_of_keys_is_sorted_in_bounded_steps()
    {
        for (var i = 0; i < 200_000; i++)
            Db.SetString(Key(i), "v"u8, Now + i % 7919);
        var calls = 0;
        while (Db.Count > 0)
        {
            if (Db.NextExpired(Now + 8000) is { IsNone: false } entry)
                Db.Remove(entry.Key);
            else
                Assert.True(++calls < 100);
        }

        Assert.True(calls > 0);
    }

    private int Drain(long now)
    {
        var drained = 0;
        for (var nones = 0; nones < 20; nones++)
        {
            for (; Db.NextExpired(now) is { IsNone: false } entry; drained++)
                Assert.True(Db.Remove(entry.Key));
        }

        return drained;
    }

    private static byte[] Key(int i) => Encoding.Latin1.GetBytes($"k{i}");
}
