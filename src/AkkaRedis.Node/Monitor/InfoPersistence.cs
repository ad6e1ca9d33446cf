using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Persistence;

namespace AkkaRedis.Node.Monitor;

/// <summary>
/// INFO about what is on disk, and about loading it. What redis-server calls the append only file are the shards' logs with their
/// snapshots, and its rewriting is a round of new snapshots. No process is forked for any of it.
/// </summary>
internal static class InfoPersistence
{
    private const long MsPerSecond = 1000;

    public static void Write(InfoText to, NodeServices node)
    {
        to.Field("loading", node.Loading.IsOn ? 1 : 0);
        to.Field("async_loading", node.Loading.IsInBackground ? 1 : 0);
        to.Zeros("current_cow_peak", "current_cow_size", "current_cow_size_age");
        WriteSaves(to, node);
        WriteLog(to, node.Persistence);
        to.Zeros("module_fork_in_progress", "module_fork_last_cow_size");
        if (node.Persistence.IsEnabled)
            WriteLogBytes(to, node.Persistence);
        if (node.Loading.IsOn)
            WriteLoading(to, node);
    }

    private static void WriteSaves(InfoText to, NodeServices node)
    {
        var saves = node.Saves;
        to.Field("rdb_changes_since_last_save", saves?.Changes ?? 0);
        to.Field("rdb_bgsave_in_progress", saves is { IsSaving: true } ? 1 : 0);
        to.Field("rdb_last_save_time", (saves?.LastSaveAtMs ?? node.StartedAtMs) / MsPerSecond);
        to.Field("rdb_last_bgsave_status", Status(saves?.LastSucceeded ?? true));
        to.Field("rdb_last_bgsave_time_sec", Seconds(saves?.LastDurationMs ?? -1));
        to.Field("rdb_current_bgsave_time_sec", Seconds(saves?.CurrentDurationMs ?? -1));
        to.Field("rdb_saves", saves?.Begun ?? 0);
        to.Zeros("rdb_last_cow_size");
        to.Field("rdb_last_load_keys_expired", node.Loading.KeysExpired);
        to.Field("rdb_last_load_keys_loaded", node.Loading.KeysLoaded);
    }

    private static void WriteLog(InfoText to, INodePersistence log)
    {
        var rounds = log.Snapshots;
        to.Field("aof_enabled", log.IsEnabled ? 1 : 0);
        to.Field("aof_rewrite_in_progress", rounds.IsRunning ? 1 : 0);
        to.Zeros("aof_rewrite_scheduled");
        to.Field("aof_last_rewrite_time_sec", Seconds(rounds.LastMs));
        to.Field("aof_current_rewrite_time_sec", Seconds(rounds.CurrentMs));
        to.Field("aof_last_bgrewrite_status", Status(rounds.LastSucceeded));
        to.Field("aof_rewrites", rounds.Begun);
        to.Field("aof_rewrites_consecutive_failures", rounds.FailedInARow);
        to.Field("aof_last_write_status", Status(log.LastWriteSucceeded));
        to.Zeros("aof_last_cow_size");
    }

    private static void WriteLogBytes(InfoText to, INodePersistence log)
    {
        to.Field("aof_current_size", log.LogBytes + log.SnapshotBytes);
        to.Field("aof_base_size", log.SnapshotBytes);
        to.Zeros("aof_pending_rewrite");
        to.Field("aof_buffer_length", log.WaitingBytes);
        to.Field("aof_pending_bio_fsync", log.PendingSyncs);
        to.Field("aof_delayed_fsync", log.DelayedSyncs);
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

    private static string Status(bool succeeded) => succeeded ? "ok" : "err";

    private static long Seconds(long milliseconds) => milliseconds < 0 ? -1 : milliseconds / MsPerSecond;
}
