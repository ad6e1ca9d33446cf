using AkkaRedis.Node.Monitor;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// MONITOR: the connection gets every command of the node from now on, until RESET or its end (<see cref="CommandFeed"/>).
/// </summary>
internal static class MonitorCommand
{
    public static readonly NodeCommand Row = NodeCommand.Of("monitor", 1, Admin | NoScript | Loading | Stale, Begin, "server", "1.0.0",
        "Sends the connection all commands of all clients.", complexity: "");

    /// <summary>A second call changes nothing and, as in redis-server, has no reply.</summary>
    private static void Begin(ClientContext c)
    {
        if (c.Session.IsMonitor)
            return;
        c.Session.IsMonitor = true;
        c.Node.Feed.Add(c.Session.BecomeSubscriber());
        c.Reply.Ok();
    }

    public static void End(ClientContext c)
    {
        if (!c.Session.IsMonitor)
            return;
        c.Session.IsMonitor = false;
        c.Node.Feed.Remove(c.Session.BecomeSubscriber());
    }
}
