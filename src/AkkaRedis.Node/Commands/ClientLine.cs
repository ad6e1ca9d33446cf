using System.Net;
using System.Text;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Clients.Tracking;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// One connection as a line of CLIENT LIST and CLIENT INFO: the fields of 7.0 in their order, then lib-name and lib-ver as in
/// 7.2. Fields that have no meaning here (file descriptor, the reply buffer's size) keep the value of a client without them.
/// </summary>
internal static class ClientLine
{
    public static void Append(StringBuilder to, Session s, long nowMs) => to
        .Append("id=").Append(s.Id)
        .Append(" addr=").Append(Address(s.RemoteAddress))
        .Append(" laddr=").Append(Address(s.LocalAddress))
        .Append(" fd=-1")
        .Append(" name=").Append(s.Name)
        .Append(" age=").Append(Seconds(nowMs - s.CreatedAtMs))
        .Append(" idle=").Append(Seconds(nowMs - s.LastRequestAtMs))
        .Append(" flags=").Append(Flags(s))
        .Append(" db=").Append(s.Db)
        .Append(" sub=").Append(s.Subscriber?.ChannelCount ?? 0)
        .Append(" psub=").Append(s.Subscriber?.PatternCount ?? 0)
        .Append(" ssub=").Append(s.Subscriber?.ShardChannelCount ?? 0)
        .Append(" multi=").Append(s.QueuedCommands)
        .Append(" qbuf=").Append(s.QueryBytes)
        .Append(" qbuf-free=").Append(s.QueryFreeBytes)
        .Append(" argv-mem=").Append(s.ArgumentBytes)
        .Append(" multi-mem=").Append(s.QueuedBytes)
        .Append(" rbs=0 rbp=0 obl=0 oll=0")
        .Append(" omem=").Append(s.OutputBytesWithMessages)
        .Append(" tot-mem=").Append(s.MemoryBytes)
        .Append(" events=").Append(s.OutputBytes > 0 ? "rw" : "r")
        .Append(" cmd=").Append(s.LastCommand)
        .Append(" user=").Append(s.User)
        .Append(" redir=").Append(s.Tracking?.RedirectTo ?? -1)
        .Append(" resp=").Append(s.Protocol)
        .Append(" lib-name=").Append(s.LibName)
        .Append(" lib-ver=").Append(s.LibVersion)
        .Append('\n');

    /// <summary>"ip:port", an IPv4 address that came through an IPv6 socket as IPv4; "?:0" when unknown.</summary>
    public static string Address(EndPoint? endPoint)
    {
        if (endPoint is not IPEndPoint ip)
            return endPoint?.ToString() ?? "?:0";
        return ip.Address.IsIPv4MappedToIPv6 ? $"{ip.Address.MapToIPv4()}:{ip.Port}" : ip.ToString();
    }

    private static long Seconds(long ms) => Math.Max(0, ms) / 1000;

    /// <summary>Letters in the order of redis-server; N when there is none.</summary>
    private static string Flags(Session s)
    {
        var flags = new StringBuilder();
        if (s.IsMonitor)
            flags.Append('O');
        if (s.IsSubscribed)
            flags.Append('P');
        if (s.QueuedCommands >= 0)
            flags.Append('x');
        if (s.Wait is not null || s.IsPaused)
            flags.Append('b');
        AppendTracking(flags, s.Tracking);
        if (s.IsEnding)
            flags.Append('c');
        if (s.NoEvict)
            flags.Append('e');
        return flags.Length == 0 ? "N" : flags.ToString();
    }

    private static void AppendTracking(StringBuilder flags, TrackingMode? mode)
    {
        if (mode is null)
            return;
        flags.Append('t');
        if (mode.IsRedirectBroken)
            flags.Append('R');
        if (mode.IsBroadcast)
            flags.Append('B');
    }
}
