using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Tests.Journal;

public sealed class SyncPaceTests
{
    [Fact]
    public void A_disk_is_slow_until_it_has_shown_otherwise_and_when_it_becomes_slow()
    {
        var pace = new SyncPace();
        Assert.False(pace.IsFast);
        Note(pace, 30, ms: 0.5);
        Assert.True(pace.IsFast);
        Note(pace, 1, ms: 5);
        Assert.True(pace.IsFast);
        Note(pace, 1, ms: 100_000);
        Assert.False(pace.IsFast);
        Note(pace, 20, ms: 0.5);
        Assert.True(pace.IsFast);
    }

    private static void Note(SyncPace pace, int times, double ms)
    {
        for (var i = 0; i < times; i++)
            pace.Note(TimeSpan.FromMilliseconds(ms));
    }
}
