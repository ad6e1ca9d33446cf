using AkkaRedis.Protocol.Commands;
using CsCheck;

namespace AkkaRedis.Tests.Protocol;

public class LatencyCountsTests
{
    private static readonly Gen<long[]> Times = Gen.Frequency(
        (4, Gen.Long[0, 100]), (4, Gen.Long[0, 1_000_000]), (1, Gen.Long[0, long.MaxValue])).Array[1, 200];

    [Fact]
    public void Percentiles_are_those_of_the_sorted_times_within_a_sixteenth() => Times.Sample(times =>
    {
        var counts = Of(times);
        var sorted = times.Select(t => Math.Min(t, (1L << 35) - 1)).Order().ToArray();
        foreach (var percentile in new[] { 0, 50, 90, 99, 99.9, 100 })
        {
            var exact = sorted[Math.Max(1, (int)Math.Ceiling(percentile / 100 * sorted.Length)) - 1];
            Assert.InRange(counts.TicksAt(percentile), exact, exact + exact / 16);
        }
    });

    [Fact]
    public void Powers_of_two_divide_the_times_exactly() => Times.Sample(times =>
    {
        var counts = Of(times);
        for (var power = 0; power < 35; power++)
            Assert.Equal(times.Count(t => t < 1L << power), counts.CountUpTo((1L << power) - 1));
    });

    [Fact]
    public void What_was_counted_before_can_be_taken_away() => Gen.Select(Times, Times).Sample((before, after) =>
    {
        var counts = Of(before);
        var then = counts.Copy();
        foreach (var time in after)
            counts.AddShared(time);
        counts.Subtract(then);

        Assert.Equal(after.Length, counts.Total);
        Assert.Equal(Of(after).TicksAt(50), counts.TicksAt(50));
    });

    [Fact]
    public void Nothing_counted_is_no_time() => Assert.Equal((0L, 0L), (new LatencyCounts().Total, new LatencyCounts().TicksAt(50)));

    private static LatencyCounts Of(long[] times)
    {
        var counts = new LatencyCounts();
        foreach (var time in times)
            counts.Add(time);
        return counts;
    }
}
