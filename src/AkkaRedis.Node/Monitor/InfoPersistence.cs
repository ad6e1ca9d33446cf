using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Node.Monitor;

/// <summary>INFO about what is on disk, and about loading it. There is no log on disk yet, and the section says so.</summary>
internal static class InfoPersistence
{
    private const long MsPerSecond = 1000;

    public static void Write(InfoText to, NodeServices node)
    {
        to.Field("loading", node.Loading.IsOn ? 1 : 0);
        to.Field("async_loading", node.Loading.IsInBackground ? 1 : 0);
        WriteSaves(to, node);
        to.Zeros("aof_enabled", "aof_rewrite_in_progress", "aof_rewrite_scheduled");
        to.Field("aof_last_rewrite_time_sec", -1);
        to.Field("aof_current_rewrite_time_sec", -1);
        to.Field("aof_last_bgrewrite_status", "ok");
        to.Field("aof_last_write_status", "ok");
        if (node.Loading.IsOn)
            WriteLoading(to, node);
    }

    private static void WriteSaves(InfoText to, NodeServices node)
    {
        var saves = node.Saves;
        to.Field("rdb_changes_since_last_save", ShardTotals.Sum(node.Shards(), s => s.LogUnits) - (saves?.LogUnitsSaved ?? 0));
        to.Field("rdb_bgsave_in_progress", saves is { IsSaving: true } ? 1 : 0);
        to.Field("rdb_last_save_time", (saves?.LastSaveAtMs ?? node.StartedAtMs) / MsPerSecond);
        to.Field("rdb_last_bgsave_status", saves is { LastSucceeded: false } ? "err" : "ok");
        to.Field("rdb_last_bgsave_time_sec", Seconds(saves?.LastDurationMs ?? -1));
        to.Field("rdb_current_bgsave_time_sec", Seconds(saves?.CurrentDurationMs ?? -1));

        static long Seconds(long milliseconds) => milliseconds < 0 ? -1 : milliseconds / MsPerSecond;
    }

    private static void WriteLoading(InfoText to, NodeServices node)
    {
        var progress = node.Loading.ProgressAt(node.NowMs);
        to.Field("loading_start_time", node.Loading.StartedAtMs / MsPerSecond);
        to.Field("loading_total_bytes", progress.TotalBytes);
        to.Zeros("loading_rdb_used_mem");
        to.Field("loading_loaded_bytes", progress.DoneBytes);
        to.Field("loading_loaded_perc", progress.Percent, 2);
        to.Field("loading_eta_seconds", progress.SecondsLeft);
    }
}
