using System.Numerics;

namespace AkkaRedis.Protocol.Commands;

/// <summary>
/// How often calls took how long: counts over ranges of time that are narrow where times are short. Each power of two is cut
/// into 16 ranges, so that a time read back is at most 1/16 too long. The unit is the tick of whoever counts.
/// One writer, or any number with <see cref="AddShared"/>; readers may be a little behind.
/// </summary>
public sealed class LatencyCounts
{
    private const int RangesPerPower = 16;
    private const int RangeBits = 4;

    /// <summary>Longer times count as this long: 2^35 ticks, 34 s in nanoseconds.</summary>
    private const int MaxPower = 35;

    private readonly long[] _counts = new long[(MaxPower - RangeBits + 1) * RangesPerPower];

    private long _total;

    public long Total => Volatile.Read(ref _total);

    public void Add(long ticks)
    {
        _counts[RangeOf(ticks)]++;
        _total++;
    }

    public void AddShared(long ticks)
    {
        Interlocked.Increment(ref _counts[RangeOf(ticks)]);
        Interlocked.Increment(ref _total);
    }

    /// <summary>Adds what another instance has counted.</summary>
    public void Add(LatencyCounts other) => Combine(other, sign: 1);

    /// <summary>Takes away what another instance has counted: a former state of the same counts.</summary>
    public void Subtract(LatencyCounts other) => Combine(other, sign: -1);

    public LatencyCounts Copy()
    {
        var copy = new LatencyCounts();
        copy.Add(this);
        return copy;
    }

    /// <summary>Calls that took at most so many ticks, whole ranges counted.</summary>
    public long CountUpTo(long ticks)
    {
        var count = 0L;
        for (var range = 0; range < _counts.Length && LongestOf(range) <= ticks; range++)
            count += _counts[range];
        return count;
    }

    /// <summary>The time in ticks within which this part of the calls ended; 0 when there were none.</summary>
    public long TicksAt(double percentile)
    {
        var wanted = Math.Max(1, (long)Math.Ceiling(Math.Clamp(percentile, 0, 100) / 100 * Total));
        var seen = 0L;
        for (var range = 0; range < _counts.Length; range++)
        {
            seen += _counts[range];
            if (seen >= wanted)
                return LongestOf(range);
        }

        return 0;
    }

    private static int RangeOf(long ticks)
    {
        if (ticks < RangesPerPower)
            return (int)Math.Max(0, ticks);
        var power = Math.Min(BitOperations.Log2((ulong)ticks), MaxPower - 1);
        var within = ticks >> MaxPower != 0 ? RangesPerPower - 1 : (int)(ticks >> (power - RangeBits)) & (RangesPerPower - 1);
        return ((power - RangeBits + 1) * RangesPerPower) + within;
    }

    /// <summary>The longest time that falls into a range.</summary>
    private static long LongestOf(int range)
    {
        if (range < RangesPerPower)
            return range;
        var shift = (range / RangesPerPower) - 1;
        return ((RangesPerPower + (range % RangesPerPower) + 1L) << shift) - 1;
    }

    private void Combine(LatencyCounts other, int sign)
    {
        var total = 0L;
        for (var range = 0; range < _counts.Length; range++)
        {
            _counts[range] += sign * other._counts[range];
            total += _counts[range];
        }

        _total = total;
    }
}
