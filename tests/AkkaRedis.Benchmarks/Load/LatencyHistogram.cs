using System.Numerics;

namespace AkkaRedis.Benchmarks.Load;

/// <summary>
/// Counts of durations in nanoseconds, in buckets whose width grows with the value: below 128 ns one bucket each, above that
/// 128 buckets for every doubling, so that a value is told with an error of less than 1 %. Fixed size; recording allocates
/// nothing. Minimum and maximum are exact.
/// </summary>
internal sealed class LatencyHistogram
{
    private const int SubBits = 7;
    private const int SubBuckets = 1 << SubBits;

    private readonly long[] _counts = new long[(64 - SubBits) * SubBuckets];

    public long Count { get; private set; }

    public long MaxNs { get; private set; }

    public void Record(long ns)
    {
        ns = Math.Max(ns, 0);
        _counts[BucketOf(ns)]++;
        Count++;
        MaxNs = Math.Max(MaxNs, ns);
    }

    /// <summary>
    /// The least value, up to the width of its bucket, that the given share of all values does not exceed; 0 when there are none.
    /// </summary>
    public long AtQuantile(double quantile)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(quantile * Count));
        long seen = 0;
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            seen += _counts[bucket];
            if (seen >= rank)
                return Math.Min(HighestOf(bucket), MaxNs);
        }

        return MaxNs;
    }

    /// <summary>Values above the limit, give or take those in the limit's own bucket.</summary>
    public long CountAbove(long limitNs) => _counts.AsSpan(BucketOf(limitNs) + 1).ToArray().Sum();

    public void Clear()
    {
        Array.Clear(_counts);
        Count = 0;
        MaxNs = 0;
    }

    /// <summary>
    /// Values are cut to their highest 8 bits: the number of bits cut away, times 128, plus what is left. What is left is
    /// below 128 only when nothing was cut, so buckets follow each other without gaps.
    /// </summary>
    private static int BucketOf(long ns)
    {
        var shift = Math.Max(0, 63 - BitOperations.LeadingZeroCount((ulong)ns | 1) - SubBits);
        return (shift << SubBits) + (int)(ns >> shift);
    }

    private static long HighestOf(int bucket)
    {
        var shift = Math.Max(0, (bucket >> SubBits) - 1);
        return (((long)(bucket - (shift << SubBits)) + 1) << shift) - 1;
    }
}
