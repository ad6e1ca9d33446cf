using AkkaRedis.Node.Hosting;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Node.Monitor;

/// <summary>INFO about memory and disk. Nothing is kept on disk yet, and the persistence section says so.</summary>
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

    public static void WritePersistence(InfoText to, NodeServices node)
    {
        to.Zeros("loading", "async_loading");
        WriteSaves(to, node);
        to.Zeros("aof_enabled", "aof_rewrite_in_progress", "aof_rewrite_scheduled");
        to.Field("aof_last_rewrite_time_sec", -1);
        to.Field("aof_current_rewrite_time_sec", -1);
        to.Field("aof_last_bgrewrite_status", "ok");
        to.Field("aof_last_write_status", "ok");
    }

    private static void WriteSaves(InfoText to, NodeServices node)
    {
        const long MsPerSecond = 1000;
        var saves = node.Saves;
        to.Field("rdb_changes_since_last_save", ShardTotals.Sum(node.Shards(), s => s.LogUnits) - (saves?.LogUnitsSaved ?? 0));
        to.Field("rdb_bgsave_in_progress", saves is { IsSaving: true } ? 1 : 0);
        to.Field("rdb_last_save_time", (saves?.LastSaveAtMs ?? node.StartedAtMs) / MsPerSecond);
        to.Field("rdb_last_bgsave_status", saves is { LastSucceeded: false } ? "err" : "ok");
        to.Field("rdb_last_bgsave_time_sec", Seconds(saves?.LastDurationMs ?? -1));
        to.Field("rdb_current_bgsave_time_sec", Seconds(saves?.CurrentDurationMs ?? -1));

        static long Seconds(long milliseconds) => milliseconds < 0 ? -1 : milliseconds / MsPerSecond;
    }

    private static string Percent(long part, long whole) =>
        FormattableString.Invariant($"{100.0 * part / Math.Max(1, whole):F2}%");
}
