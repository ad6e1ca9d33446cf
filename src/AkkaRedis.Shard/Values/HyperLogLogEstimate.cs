namespace AkkaRedis.Shard.Values;

/// <summary>
/// The cardinality from how many registers have which value, by the estimator of Otmar Ertl, "New cardinality estimation
/// algorithms for HyperLogLog sketches" (2017), algorithm 6. Sums are made in the order of the paper, as Redis makes them:
/// another order could round to another number.
/// </summary>
internal static class HyperLogLogEstimate
{
    /// <summary>Places of a histogram: more than there are values, as a register has 6 bits whatever is in them.</summary>
    public const int HistogramLength = 64;

    /// <summary>1 / (2 ln 2), the limit of the bias correction for many registers.</summary>
    private const double Alpha = 0.721347520444481703680;

    private const double M = HyperLogLog.Registers;
    private const int MaxRank = HyperLogLog.RankBits;

    public static long Of(ReadOnlySpan<int> histogram)
    {
        var z = M * Tau((M - histogram[MaxRank + 1]) / M);
        for (var rank = MaxRank; rank >= 1; rank--)
            z = (z + histogram[rank]) * 0.5;
        z += M * Sigma(histogram[0] / M);
        return (long)Math.Round(Alpha * M * M / z, MidpointRounding.AwayFromZero);
    }

    /// <summary>The cardinality of registers of a byte each.</summary>
    public static long OfRegisters(ReadOnlySpan<byte> registers)
    {
        Span<int> histogram = stackalloc int[HistogramLength];
        histogram.Clear();
        foreach (var value in registers)
            histogram[value]++;
        return Of(histogram);
    }

    /// <summary>The share of registers that are 0: x + the sum of x^(2^k) * 2^(k-1) for k from 1.</summary>
    private static double Sigma(double x)
    {
        if (x == 1)
            return double.PositiveInfinity;
        var (sum, factor) = (x, 1.0);
        double before;
        do
        {
            before = sum;
            x *= x;
            sum += x * factor;
            factor += factor;
        }
        while (sum != before);
        return sum;
    }

    /// <summary>The share of registers that are not full: a third of 1 - x - the sum of (1 - x^(2^-k))^2 * 2^-k for k from 1.</summary>
    private static double Tau(double x)
    {
        if (x is 0 or 1)
            return 0;
        var (sum, factor) = (1 - x, 1.0);
        double before;
        do
        {
            before = sum;
            x = Math.Sqrt(x);
            factor *= 0.5;
            sum -= (1 - x) * (1 - x) * factor;
        }
        while (sum != before);
        return sum / 3;
    }
}
