using System.Diagnostics;

namespace AkkaRedis.Benchmarks.Pauses;

/// <summary>How long single requests took: all of them, in microseconds, and the worst with the time they were sent at.</summary>
internal sealed class Waits(string name)
{
    private const int MaxUs = 1_000_000;
    private const int WorstKept = 5;
    private const int LongUs = 20_000;

    private readonly long[] _counts = new long[MaxUs + 1];
    private readonly List<(long Us, double AtSeconds)> _worst = [];
    private readonly long _begin = Stopwatch.GetTimestamp();
    private long _total;
    private long _long;

    public void Add(long sentAt, long answeredAt)
    {
        var us = (long)Stopwatch.GetElapsedTime(sentAt, answeredAt).TotalMicroseconds;
        _counts[Math.Min(us, MaxUs)]++;
        _total++;
        if (us > LongUs)
            _long++;
        if (_worst.Count == WorstKept && us <= _worst[^1].Us)
            return;
        _worst.Add((us, Stopwatch.GetElapsedTime(_begin, sentAt).TotalSeconds));
        _worst.Sort((a, b) => b.Us.CompareTo(a.Us));
        if (_worst.Count > WorstKept)
            _worst.RemoveAt(WorstKept);
    }

    public static string Heading =>
        $"{"",-22}{"requests",10}{"p50",8}{"p99",8}{"p99.9",8}{"p99.99",8}{"worst",8}{"> 20 ms",9}   the worst, ms @ s";

    public override string ToString() =>
        FormattableString.Invariant($"{name,-22}{_total,10}{Ms(0.5),8:F2}{Ms(0.99),8:F2}{Ms(0.999),8:F2}{Ms(0.9999),8:F2}")
        + FormattableString.Invariant($"{_worst.Select(w => w.Us / 1000.0).FirstOrDefault(),8:F2}{_long,9}   ")
        + string.Join("  ", _worst.Select(w => FormattableString.Invariant($"{w.Us / 1000.0:F1} @ {w.AtSeconds:F1}")));

    private double Ms(double share)
    {
        var left = (long)(_total * share);
        var us = 0;
        for (; us < MaxUs && left >= _counts[us]; us++)
            left -= _counts[us];
        return us / 1000.0;
    }
}
