using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Monitor;

/// <summary>
/// Counts of shards since the last CONFIG RESETSTAT. Only a shard's actor may write its counts, so a reset does not set them to
/// zero but remembers where they stood; a shard that began its reign later counts from zero. Immutable.
/// </summary>
public sealed class ShardBaselines
{
    public static readonly ShardBaselines Zero = new([]);

    private readonly Dictionary<ShardStatus, Baseline> _baselines;

    private ShardBaselines(Dictionary<ShardStatus, Baseline> baselines) => _baselines = baselines;

    public static ShardBaselines Take(IReadOnlyList<ShardStatus?> shards, int commandRows)
    {
        var baselines = new Dictionary<ShardStatus, Baseline>();
        foreach (var shard in shards)
        {
            if (shard is not null)
                baselines[shard] = Baseline.Of(shard, commandRows);
        }

        return new ShardBaselines(baselines);
    }

    /// <summary>A count of a shard since the reset.</summary>
    public long Since(ShardStatus shard, Func<ShardCounters, long> count)
    {
        var now = count(shard.Counters);
        return _baselines.TryGetValue(shard, out var then) ? now - count(then.Counters) : now;
    }

    /// <summary>Calls, time and errors of one command row on a shard since the reset.</summary>
    public CommandStatistics.Cell Since(ShardStatus shard, int rowId)
    {
        var now = shard.Commands[rowId];
        if (!_baselines.TryGetValue(shard, out var then))
            return now;
        var before = then.Cells[rowId];
        now.Calls -= before.Calls;
        now.Ticks -= before.Ticks;
        now.Rejected -= before.Rejected;
        now.Failed -= before.Failed;
        return now;
    }

    /// <summary>How long the calls of one command row took on a shard since the reset; null when none was counted.</summary>
    public LatencyCounts? LatenciesSince(ShardStatus shard, int rowId)
    {
        var now = shard.Commands.LatenciesOf(rowId)?.Copy();
        if (now is not null && _baselines.TryGetValue(shard, out var then) && then.Latencies[rowId] is { } before)
            now.Subtract(before);
        return now;
    }

    /// <summary>Error replies of one code on a shard since the reset.</summary>
    public long ErrorsSince(ShardStatus shard, string code)
    {
        var now = shard.Commands.Errors.GetValueOrDefault(code);
        return _baselines.TryGetValue(shard, out var then) ? now - then.Errors.GetValueOrDefault(code) : now;
    }

    private sealed record Baseline(
        ShardCounters Counters, CommandStatistics.Cell[] Cells, LatencyCounts?[] Latencies, Dictionary<string, long> Errors)
    {
        public static Baseline Of(ShardStatus shard, int commandRows)
        {
            var from = shard.Counters;
            var counters = new ShardCounters
            {
                Hits = from.Hits, Misses = from.Misses, ExpiredKeys = from.ExpiredKeys, EvictedKeys = from.EvictedKeys,
                ExceededMs = from.ExceededMs,
            };
            var cells = new CommandStatistics.Cell[commandRows];
            var latencies = new LatencyCounts?[commandRows];
            for (var i = 0; i < commandRows; i++)
            {
                cells[i] = shard.Commands[i];
                latencies[i] = shard.Commands.LatenciesOf(i)?.Copy();
            }

            return new Baseline(counters, cells, latencies, new Dictionary<string, long>(shard.Commands.Errors));
        }
    }
}
