using System.Text;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Monitor;

/// <summary>How long the calls of commands took: the counts of connections and shards added up since the last CONFIG RESETSTAT.</summary>
internal static class LatencyReport
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The first level of LATENCY HISTOGRAM, in nanoseconds; each further one is twice as long.</summary>
    private const long FirstLevelNs = 1024;

    private const int Levels = 21;

    /// <summary>Null when no call was counted.</summary>
    public static LatencyCounts? Of(NodeServices node, CommandRow row)
    {
        var baselines = node.Statistics.Baselines;
        var total = node.CommandStatistics.LatenciesOf(row.Id)?.Copy();
        foreach (var shard in node.Shards())
        {
            if (shard is null || baselines.LatenciesSince(shard, row.Id) is not { } counts)
                continue;
            if (total is null)
                total = counts;
            else
                total.Add(counts);
        }

        return total is { Total: > 0 } ? total : null;
    }

    /// <summary>
    /// Levels with more calls than the one before: microseconds, and calls that took at most so long. The levels have the values
    /// that redis-server gives them, whose ranges reach 1/128 beyond each power of two.
    /// </summary>
    public static List<(long Us, long Calls)> LevelsOf(LatencyCounts counts, long ticksPerSecond)
    {
        var levels = new List<(long, long)>();
        var before = 0L;
        var levelNs = FirstLevelNs;
        for (var i = 0; i < Levels && before < counts.Total; i++, levelNs *= 2)
        {
            var calls = i == Levels - 1 ? counts.Total : counts.CountUpTo(TicksOf(levelNs, ticksPerSecond));
            if (calls > before)
                levels.Add(((levelNs + (levelNs / 128) - 1) / 1000, calls));
            before = calls;
        }

        return levels;
    }

    /// <summary>INFO latencystats: the percentiles asked for, in microseconds, of every command that was called.</summary>
    public static void WriteInfo(InfoText to, NodeServices node)
    {
        var ticksPerSecond = node.Time.TimestampFrequency;
        foreach (var row in node.Commands.All)
        {
            if (Of(node, row) is not { } counts)
                continue;
            var text = new StringBuilder();
            foreach (var percentile in node.Observation.LatencyPercentiles)
            {
                var us = counts.TicksAt(percentile) * 1_000_000.0 / ticksPerSecond;
                text.Append(text.Length > 0 ? "," : "").Append(FormattableString.Invariant($"p{percentile}={us:F3}"));
            }

            to.Field($"latency_percentiles_usec_{row.Name}", text.ToString());
        }
    }

    private static long TicksOf(long ns, long ticksPerSecond) => (long)((double)ns * ticksPerSecond / NanosecondsPerSecond);
}
