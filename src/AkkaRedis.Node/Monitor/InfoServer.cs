using System.Runtime.InteropServices;
using AkkaRedis.Node.Commands;
using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Node.Monitor;

/// <summary>INFO about the process: server, clients, cpu.</summary>
internal static class InfoServer
{
    private const int SecondsPerDay = 24 * 60 * 60;

    public static void WriteServer(InfoText to, NodeServices node)
    {
        var uptimeSeconds = Math.Max(0, node.NowMs - node.StartedAtMs) / 1000;
        to.Field("redis_version", ServerVersion.Redis);
        to.Field("redis_git_sha1", "00000000");
        to.Field("redis_git_dirty", 0);
        to.Field("redis_mode", "standalone");
        to.Field("akkaredis_version", ServerVersion.Own);
        to.Field("os", $"{RuntimeInformation.OSDescription} {RuntimeInformation.OSArchitecture}");
        to.Field("arch_bits", IntPtr.Size * 8);
        to.Field("dotnet_version", Environment.Version.ToString());
        to.Field("process_id", Environment.ProcessId);
        to.Field("process_supervised", "no");
        to.Field("run_id", node.RunId);
        to.Field("tcp_port", node.Ports.Proxy);
        to.Field("server_time_usec", node.NowMs * 1000);
        to.Field("uptime_in_seconds", uptimeSeconds);
        to.Field("uptime_in_days", uptimeSeconds / SecondsPerDay);
        to.Field("executable", Environment.ProcessPath ?? "");
        to.Field("config_file", "");
    }

    /// <summary>The biggest buffers are those of this moment; Redis tells those of the last seconds.</summary>
    public static void WriteClients(InfoText to, NodeServices node)
    {
        var maxInputBytes = 0L;
        var maxOutputBytes = 0L;
        var paused = 0L;
        foreach (var client in node.Clients.Snapshot())
        {
            maxInputBytes = Math.Max(maxInputBytes, client.Session.QueryBytes);
            maxOutputBytes = Math.Max(maxOutputBytes, client.Session.OutputBytes);
            paused += client.Session.IsPaused ? 1 : 0;
        }

        to.Field("connected_clients", node.Clients.Count);
        to.Zeros("cluster_connections");
        to.Field("maxclients", node.ClientSettings.MaxClients);
        to.Field("client_recent_max_input_buffer", maxInputBytes);
        to.Field("client_recent_max_output_buffer", maxOutputBytes);
        to.Field("blocked_clients", paused + ShardTotals.Sum(node.Shards(), s => s.BlockedClients));
        to.Field("tracking_clients", node.Tracking.ClientCount);
        to.Zeros("clients_in_timeout_table");
    }

    public static void WriteCpu(InfoText to, NodeServices node)
    {
        var used = Environment.CpuUsage;
        to.Field("used_cpu_sys", used.PrivilegedTime.TotalSeconds, 6);
        to.Field("used_cpu_user", used.UserTime.TotalSeconds, 6);
        to.Field("used_cpu_sys_children", 0, 6);
        to.Field("used_cpu_user_children", 0, 6);
    }
}
