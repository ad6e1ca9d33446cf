using AkkaRedis.Node.Hosting;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Monitor;

/// <summary>Numbers of the node as the sum over the shards whose primaries run here.</summary>
internal static class ShardTotals
{
    public static long LogOffset(IReadOnlyList<ShardStatus?> shards) => Sum(shards, s => s.LogOffset);

    public static long Sum(IReadOnlyList<ShardStatus?> shards, Func<ShardStatus, long> value)
    {
        var sum = 0L;
        foreach (var shard in shards)
        {
            if (shard is not null)
                sum += value(shard);
        }

        return sum;
    }

    /// <summary>A count since the last CONFIG RESETSTAT.</summary>
    public static long Count(NodeServices node, Func<ShardCounters, long> count)
    {
        var baselines = node.Statistics.Baselines;
        return Sum(node.Shards(), s => baselines.Since(s, count));
    }

    /// <summary>One command's calls, time and errors, at the connections and on the shards, since the last CONFIG RESETSTAT.</summary>
    public static CommandStatistics.Cell OfCommand(NodeServices node, IReadOnlyList<ShardStatus?> shards, int rowId)
    {
        var baselines = node.Statistics.Baselines;
        var total = node.CommandStatistics[rowId];
        foreach (var shard in shards)
        {
            if (shard is null)
                continue;
            var cell = baselines.Since(shard, rowId);
            total.Calls += cell.Calls;
            total.Ticks += cell.Ticks;
            total.Rejected += cell.Rejected;
            total.Failed += cell.Failed;
        }

        return total;
    }

    /// <summary>Error replies by code, in the order of codes, since the last CONFIG RESETSTAT.</summary>
    public static IReadOnlyDictionary<string, long> Errors(NodeServices node)
    {
        var baselines = node.Statistics.Baselines;
        var totals = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (code, count) in node.CommandStatistics.Errors)
            totals[code] = count;
        foreach (var shard in node.Shards())
        {
            foreach (var code in shard?.Commands.Errors.Keys ?? [])
                totals[code] = totals.GetValueOrDefault(code) + baselines.ErrorsSince(shard!, code);
        }

        return totals;
    }
}
