using AkkaRedis.Shard.Log;

namespace AkkaRedis.Tests.Log;

public sealed class PruningPointsTests
{
    [Fact]
    public void The_last_event_that_ends_before_an_offset_is_found_about()
    {
        var points = new PruningPoints();
        for (var sequence = 1; sequence <= 1000; sequence++)
            points.Add(sequence, sequence * 10_000L);
        Assert.InRange(points.Count, 9, 11);
        Assert.Equal(0, points.TakeUpTo(9_999));
        Assert.Equal(1, points.TakeUpTo(10_000));
        Assert.InRange(points.TakeUpTo(5_000_000), 395, 500);
        Assert.Equal(0, points.TakeUpTo(5_000_000));
        Assert.InRange(points.TakeUpTo(long.MaxValue), 895, 1000);
    }
}
