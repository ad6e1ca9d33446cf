using System.Diagnostics;

namespace AkkaRedis.Benchmarks.Load;

/// <summary>The monotonic clock in nanoseconds.</summary>
internal static class Clock
{
    private static readonly double NsPerTick = 1e9 / Stopwatch.Frequency;

    public static long NowNs => (long)(Stopwatch.GetTimestamp() * NsPerTick);
}
