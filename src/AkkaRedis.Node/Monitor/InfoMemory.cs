using AkkaRedis.Node.Hosting;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Node.Monitor;

/// <summary>INFO about memory.</summary>
internal static class InfoMemory
{
    public static void WriteMemory(InfoText to, NodeServices node)
    {
        var use = MemoryUse.Of(node);
        var systemBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;
        to.Bytes("used_memory", use.UsedBytes);
        to.Bytes("used_memory_rss", use.ResidentBytes);
        to.Bytes("used_memory_peak", use.PeakBytes);
        to.Field("used_memory_peak_perc", Percent(use.UsedBytes, use.PeakBytes));
        to.Field("used_memory_overhead", use.OverheadBytes);
        to.Field("used_memory_startup", use.StartupBytes);
        to.Field("used_memory_dataset", use.DatasetBytes);
        to.Field("used_memory_dataset_perc", Percent(use.DatasetBytes, use.UsedBytes - use.StartupBytes));
        to.Field("allocator_allocated", use.DataBytes);
        to.Field("allocator_active", use.ReservedBytes);
        to.Field("allocator_resident", use.ReservedBytes);
        to.Field("gc_heap_bytes", use.HeapBytes);
        to.Field("collection_heap_bytes", use.CollectionBytes);
        to.Bytes("total_system_memory", systemBytes);
        InfoScripts.WriteMemory(to, node);
        to.Bytes("maxmemory", node.ShardSettings.Memory.MaxBytes);
        to.Field("maxmemory_policy", node.ShardSettings.Memory.Policy.Name());
        to.Field("mem_fragmentation_ratio", use.ResidentBytes / (double)Math.Max(1, use.UsedBytes), 2);
        to.Field("mem_fragmentation_bytes", use.ResidentBytes - use.UsedBytes);
        to.Field("mem_not_counted_for_evict", use.UsedBytes - use.LimitedBytes);
        to.Field("mem_clients_normal", use.ClientBytes);
        to.Field("mem_command_log", use.LogBytes);
        to.Field("mem_allocator", "akkaredis-slab");
        to.Zeros("active_defrag_running");
        to.Field("lazyfree_pending_objects", ShardTotals.Sum(node.Shards(), s => s.PendingReclaims));
    }

    private static string Percent(long part, long whole) =>
        FormattableString.Invariant($"{100.0 * part / Math.Max(1, whole):F2}%");
}
