using System.Text;
using AkkaRedis.Node.Monitor;
using AkkaRedis.Protocol.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>Commands about the server as a whole, but CONFIG and COMMAND.</summary>
internal static class ServerCommands
{
    public static readonly CommandRow[] Rows =
    [
        NodeCommand.Of("info", -1, Loading | Stale, Info, "server", "1.0.0", "Tells the state and counts of the server, by sections."),
        NodeCommand.Of("role", 1, NoScript | Loading | Stale | Fast, Role, "server", "2.8.12", "Tells the role in replication."),
        NodeCommand.Of("time", 1, Loading | Stale | Fast, Time, "server", "2.6.0", "Tells the time of the server."),
    ];

    private static void Info(ClientContext c)
    {
        var wanted = new List<string>();
        for (var i = 1; i < c.Args.Count; i++)
            wanted.Add(c.Text(i));
        c.Reply.Verbatim("txt"u8, Encoding.UTF8.GetBytes(InfoSections.Write(c.Node, wanted)));
    }

    private static void Role(ClientContext c)
    {
        c.Reply.Array(3);
        c.Reply.Bulk("master"u8);
        c.Reply.Integer(ShardTotals.LogOffset(c.Node.Shards()));
        c.Reply.Array(0);
    }

    /// <summary>Unix seconds, and microseconds within the second.</summary>
    private static void Time(ClientContext c)
    {
        const int MicrosecondsPerSecond = 1_000_000;
        var microseconds = (c.Node.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        c.Reply.Array(2);
        c.Reply.BulkInteger(microseconds / MicrosecondsPerSecond);
        c.Reply.BulkInteger(microseconds % MicrosecondsPerSecond);
    }
}
