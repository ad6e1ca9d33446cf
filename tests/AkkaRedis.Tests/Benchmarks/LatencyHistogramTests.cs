using AkkaRedis.Benchmarks.Load;
using CsCheck;

namespace AkkaRedis.Tests.Benchmarks;

public class LatencyHistogramTests
{
    [Fact]
    public void Quantiles_are_those_of_the_sorted_values_within_a_hundredth() =>
        Gen.OneOf(Gen.Long[0, 1000], Gen.Long[0, 100_000_000], Gen.Long[0, long.MaxValue]).Array[1, 300].Sample(values =>
        {
            var histogram = Filled(values);
            Array.Sort(values);
            foreach (var quantile in (double[])[0.001, 0.25, 0.5, 0.99, 0.999, 1])
            {
                var exact = values[Math.Max(1, (int)Math.Ceiling(quantile * values.Length)) - 1];
                var told = histogram.AtQuantile(quantile);
                Assert.True(told >= exact && told - exact <= exact / 100, $"{quantile}: {told} for {exact}");
            }

            Assert.Equal((values.Length, values[^1]), (histogram.Count, histogram.MaxNs));
        });

    [Fact]
    public void Small_values_are_exact()
    {
        for (var value = 0; value < 128; value++)
        {
            var histogram = Filled(value, 1000);
            Assert.Equal(value, histogram.AtQuantile(0.5));
        }
    }

    [Fact]
    public void Values_above_a_limit_are_counted_but_for_those_of_its_bucket() =>
        Gen.Select(Gen.Long[0, 1_000_000].Array[0, 100], Gen.Long[0, 1_000_000]).Sample((values, limit) =>
        {
            var counted = Filled(values).CountAbove(limit);
            Assert.InRange(counted, values.Count(v => v > limit + limit / 100), values.Count(v => v > limit));
        });

    [Fact]
    public void An_empty_histogram_tells_zeros_also_after_it_was_cleared()
    {
        var histogram = Filled(5, 7_000_000);
        histogram.Clear();
        Assert.Equal((0, 0, 0, 0), (histogram.Count, histogram.MaxNs, histogram.AtQuantile(0.99), histogram.CountAbove(0)));
    }

    private static LatencyHistogram Filled(params long[] values)
    {
        var histogram = new LatencyHistogram();
        foreach (var value in values)
            histogram.Record(value);
        return histogram;
    }
}
