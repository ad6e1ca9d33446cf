using System.Globalization;

namespace AkkaRedis.Benchmarks.Load;

/// <summary>
/// What a run measured, as one line of name=value for people and scripts. <c>late</c> tells of the tool itself: how long after
/// its time a request was looked at, at worst; a server cannot be blamed for a pause that is also in there.
/// </summary>
internal sealed record LoadReport(
    LatencyHistogram Latencies, LatencyHistogram Lateness, double RequestsPerSecond, long Errors, int Unanswered, string? Failure)
{
    private const double NsPerMs = 1e6;
    private const long LongPauseNs = 20_000_000;

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"rate={RequestsPerSecond:F0} requests={Latencies.Count} p50_ms={Ms(0.5):F3} p99_ms={Ms(0.99):F3} p99.9_ms={Ms(0.999):F3} "
        + $"max_ms={Latencies.MaxNs / NsPerMs:F3} over_20ms={Latencies.CountAbove(LongPauseNs)} errors={Errors} "
        + $"unanswered={Unanswered} late_p99_ms={Lateness.AtQuantile(0.99) / NsPerMs:F3} late_max_ms={Lateness.MaxNs / NsPerMs:F3}");

    private double Ms(double quantile) => Latencies.AtQuantile(quantile) / NsPerMs;
}
