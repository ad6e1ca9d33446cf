using System.Globalization;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Monitor;
using static AkkaRedis.Node.LiveConfig.ConfigKinds;

namespace AkkaRedis.Node.LiveConfig;

/// <summary>What is noted of slow commands, of times and of failed logins (<see cref="ObservationSettings"/>).</summary>
internal static class ObservationOptions
{
    public static readonly ConfigOption[] Rows =
    [
        Long("slowlog-log-slower-than", -1, long.MaxValue, n => n.Observation.SlowLogFromUs, (n, v) => Set(n, o => o.SlowLogFromUs = v)),
        Integer("slowlog-max-len", 0, int.MaxValue, n => n.Observation.SlowLogMaxLength, (n, v) => Set(n, o => o.SlowLogMaxLength = v)),
        Long("latency-monitor-threshold", 0, long.MaxValue, n => n.Observation.LatencyThresholdMs,
            (n, v) => Set(n, o => o.LatencyThresholdMs = v)),
        YesNo("latency-tracking", n => n.Observation.TracksLatency, (n, v) => Set(n, o => o.TracksLatency = v)),
        new("latency-tracking-info-percentiles", n => Format(n.Observation.LatencyPercentiles), (_, text) => CheckPercentiles(text)),
        Integer("acllog-max-len", 0, int.MaxValue, n => n.Observation.AclLogMaxLength, (n, v) => Set(n, o => o.AclLogMaxLength = v)),
    ];

    private static void Set(NodeServices node, Action<ObservationSettings> set)
    {
        set(node.Observation);
        node.CommandTimes.Configure(node.Observation, node.Time.TimestampFrequency);
    }

    private static string Format(IReadOnlyList<double> percentiles) =>
        string.Join(' ', percentiles.Select(p => p.ToString(CultureInfo.InvariantCulture)));

    private static ConfigChange CheckPercentiles(string text)
    {
        var percentiles = new List<double>();
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture, out var percentile))
                return ConfigChange.Refused("Invalid latency-tracking-info-percentiles parameters");
            if (percentile is not (>= 0 and <= 100))
                return ConfigChange.Refused("latency-tracking-info-percentiles parameters should sit between [0.0,100.0]");
            percentiles.Add(percentile);
        }

        return ConfigChange.To(n => Set(n, o => o.LatencyPercentiles = percentiles));
    }
}
