using AkkaRedis.Node.Hosting;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Buffers;

namespace AkkaRedis.Node.Monitor;

/// <summary>
/// INFO about what only AkkaRedis has: the shards whose primaries run here, and counts of pooled things and sockets that are
/// out. With all connections closed and no request under way the counts are what they were before; anything else is a leak.
/// </summary>
internal static class InfoShards
{
    public static void Write(InfoText to, NodeServices node)
    {
        var shards = node.Shards();
        to.Field("cluster_id", node.Topology.ClusterId);
        to.Field("topology_version", node.Topology.Version);
        to.Field("shards_count", shards.Count);
        foreach (var s in shards)
        {
            if (s is null)
                continue;
            var keys = Enumerable.Range(0, s.DatabaseCount).Sum(db => (long)s.KeysIn(db));
            to.Field($"shard{s.Shard}", $"epoch={s.Epoch},keys={keys},mem={s.MemoryBytes},log_offset={s.LogOffset}");
        }

        to.Field("outstanding_buffers", BufferPool.Outstanding);
        to.Field("outstanding_batches", CommandBatch.Outstanding);
        to.Field("outstanding_shard_batches", ShardBatch.Outstanding);
        to.Field("open_sockets", Volatile.Read(ref node.Statistics.OpenSockets));
        to.Field("live_connections", node.Clients.Count);
        WritePauses(to, node.Statistics.GcPauses);
    }

    private static void WritePauses(InfoText to, GcPauses pauses)
    {
        for (var generation = 0; generation <= GC.MaxGeneration; generation++)
            to.Field($"gc_gen{generation}_collections", GC.CollectionCount(generation));
        to.Field("gc_pause_total_ms", GcPauses.TotalMs, 1);
        to.Field("gc_pause_longest_ephemeral_ms", pauses.LongestEphemeralMs, 2);
        to.Field("gc_pause_longest_background_ms", pauses.LongestBackgroundMs, 2);
        to.Field("gc_pause_longest_full_ms", pauses.LongestFullMs, 2);
    }
}
