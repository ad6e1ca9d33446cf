using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.PubSub;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Monitor;

/// <summary>INFO about what happened since start or CONFIG RESETSTAT: stats, commandstats, errorstats.</summary>
internal static class InfoStats
{
    private const double BytesPerKilobyte = 1024;

    public static void WriteStats(InfoText to, NodeServices node)
    {
        var edge = node.Statistics;
        to.Field("total_connections_received", edge.ConnectionsReceived);
        to.Field("total_commands_processed", edge.CommandsProcessed);
        to.Field("instantaneous_ops_per_sec", (long)Math.Round(edge.Rates.CommandsPerSecond));
        to.Field("total_net_input_bytes", edge.BytesReceived);
        to.Field("total_net_output_bytes", edge.BytesSent);
        to.Field("instantaneous_input_kbps", edge.Rates.BytesReceivedPerSecond / BytesPerKilobyte, 2);
        to.Field("instantaneous_output_kbps", edge.Rates.BytesSentPerSecond / BytesPerKilobyte, 2);
        to.Field("rejected_connections", edge.ConnectionsRejected);
        to.Zeros("sync_full", "sync_partial_ok", "sync_partial_err");
        to.Field("expired_keys", ShardTotals.Count(node, c => c.ExpiredKeys));
        to.Field("evicted_keys", ShardTotals.Count(node, c => c.EvictedKeys));
        to.Field("total_eviction_exceeded_time", ShardTotals.Count(node, c => c.ExceededMs) + CurrentlyExceededMs(node));
        to.Field("current_eviction_exceeded_time", CurrentlyExceededMs(node));
        to.Field("evicted_clients", edge.ClientsEvicted);
        to.Field("keyspace_hits", ShardTotals.Count(node, c => c.Hits));
        to.Field("keyspace_misses", ShardTotals.Count(node, c => c.Misses));
        to.Field("pubsub_channels", node.PubSub.CountOf(ChannelKind.Channel));
        to.Field("pubsub_patterns", node.PubSub.CountOf(ChannelKind.Pattern));
        to.Field("pubsubshard_channels", node.PubSub.CountOf(ChannelKind.Shard));
        to.Zeros("latest_fork_usec", "total_forks", "migrate_cached_sockets");
        to.Field("tracking_total_keys", ShardTotals.Sum(node.Shards(), s => s.Counters.TrackedKeys));
        to.Field("tracking_total_items", ShardTotals.Sum(node.Shards(), s => s.Counters.TrackedItems));
        to.Field("tracking_total_prefixes", node.Tracking.PrefixCount);
        to.Field("total_error_replies", ShardTotals.Errors(node).Values.Sum());
        to.Field("protocol_errors", edge.ProtocolErrors);
    }

    /// <summary>For how long now each of the shards has had more in use than it may.</summary>
    private static long CurrentlyExceededMs(NodeServices node) =>
        ShardTotals.Sum(node.Shards(), s => s.Counters.ExceededSinceMs is > 0 and var since ? Math.Max(0, node.NowMs - since) : 0);

    /// <summary>Commands that were called or refused, subcommands under their own names.</summary>
    public static void WriteCommands(InfoText to, NodeServices node)
    {
        var shards = node.Shards();
        foreach (var row in node.Commands.All)
        {
            var cell = ShardTotals.OfCommand(node, shards, row.Id);
            if (cell.Calls > 0 || cell.Rejected > 0 || cell.Failed > 0)
                to.Field($"cmdstat_{row.Name}", Format(cell, node.Time.TimestampFrequency));
        }
    }

    public static void WriteErrors(InfoText to, NodeServices node)
    {
        foreach (var (code, count) in ShardTotals.Errors(node))
        {
            if (count > 0)
                to.Field($"errorstat_{code}", $"count={count}");
        }
    }

    private static string Format(in CommandStatistics.Cell cell, long ticksPerSecond)
    {
        var microseconds = cell.Ticks * 1_000_000.0 / ticksPerSecond;
        var perCall = cell.Calls == 0 ? 0 : microseconds / cell.Calls;
        var times = FormattableString.Invariant($"usec={microseconds:F0},usec_per_call={perCall:F2}");
        return $"calls={cell.Calls},{times},rejected_calls={cell.Rejected},failed_calls={cell.Failed}";
    }
}
