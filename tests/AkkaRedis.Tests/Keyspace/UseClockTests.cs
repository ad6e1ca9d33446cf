using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Keyspace;

/// <summary>What an access clock tells of a key: how long it was not used, or how often it was.</summary>
public sealed class UseClockTests
{
    private const long NowMs = 1_700_000_000_000;
    private const long MinuteMs = 60_000;

    private static readonly MemoryLimit Lfu = new() { Policy = EvictionPolicy.AllKeysLfu };

    [Fact]
    public void Idle_time_is_told_to_the_second() => Seeds.Run(200, random =>
    {
        var usedMs = NowMs + random.NextInt64(1L << 40);
        var idleMs = random.NextInt64(1L << random.Next(1, 36));
        var clock = Bound(usedMs, new MemoryLimit()).Fresh;
        Assert.InRange(UseClock.IdleSeconds(clock, usedMs + idleMs), idleMs / 1000, (idleMs + 127) / 1000);
    });

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(77, 77)]
    [InlineData(1000, 1000)]
    [InlineData(100_000_000, 100_000_000)]
    [InlineData(long.MaxValue, 274_877_906)]
    public void A_clock_can_be_set_to_an_idle_time(long seconds, long told) => Seeds.Run(100, random =>
    {
        var nowMs = NowMs + random.Next();
        Assert.Equal(told, UseClock.IdleSeconds(UseClock.OfIdle(seconds, nowMs), nowMs));
    });

    [Fact]
    public void The_last_use_grows_with_time_also_when_the_clock_comes_round()
    {
        var lastUse = 0L;
        for (var usedMs = NowMs; usedMs < NowMs + (1L << 39); usedMs += 1L << 33)
        {
            var clock = Bound(usedMs, new MemoryLimit()).Used(0);
            Assert.InRange(UseClock.LastUse(clock, usedMs + (1L << 36)), lastUse + 1, long.MaxValue);
            lastUse = UseClock.LastUse(clock, usedMs + (1L << 36));
        }
    }

    [Fact]
    public void A_new_key_is_not_the_least_used_one()
    {
        Assert.Equal(5u, UseClock.Frequency(Bound(NowMs, Lfu).Fresh, NowMs, Lfu));
        Assert.Equal(6u, UseClock.Frequency(Bound(NowMs, Lfu).Used(Bound(NowMs, Lfu).Fresh), NowMs, Lfu));
    }

    [Theory]
    [InlineData(1, 10, 100, 90)]
    [InlineData(1, 200, 100, 0)]
    [InlineData(5, 14, 100, 98)]
    [InlineData(0, 1000, 100, 100)]
    [InlineData(1, 1 << 24, 100, 100)]
    public void Frequency_falls_without_use(int decayMinutes, long idleMinutes, uint frequency, uint told)
    {
        var rules = Lfu with { LfuDecayMinutes = decayMinutes };
        var clock = UseClock.OfFrequency(frequency, NowMs);
        Assert.Equal(told, UseClock.Frequency(clock, NowMs + (idleMinutes * MinuteMs), rules));
    }

    [Theory]
    [InlineData(0, 1000, 255, 255)]
    [InlineData(1, 100, 15, 22)]
    [InlineData(10, 100, 8, 12)]
    [InlineData(10, 1000, 15, 22)]
    [InlineData(100, 100_000, 42, 56)]
    public void Frequency_is_the_logarithm_of_the_uses(int logFactor, int uses, uint least, uint most)
    {
        var clocks = Bound(NowMs, Lfu with { LfuLogFactor = logFactor });
        var clock = clocks.Fresh;
        for (var i = 0; i < uses; i++)
            clock = clocks.Used(clock);
        Assert.InRange(UseClock.Frequency(clock, NowMs, Lfu), least, most);
    }

    private static UseClock Bound(long nowMs, MemoryLimit rules)
    {
        var clock = new UseClock();
        clock.Bind(nowMs, rules);
        return clock;
    }
}
