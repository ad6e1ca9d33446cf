using AkkaRedis.Node.Clients;
using AkkaRedis.Protocol;

namespace AkkaRedis.Node.Commands;

/// <summary>CLIENT PAUSE and UNPAUSE.</summary>
internal static class PauseCommands
{
    public static void Pause(ClientContext c)
    {
        var mode = PauseMode.All;
        if (c.Args.Count > 4)
            c.Error("ERR unknown subcommand or wrong number of arguments for '", c.Args[1], "'. Try CLIENT HELP.");
        else if (c.Args.Count == 4 && !TryMode(c, out mode))
            c.Reply.Error("ERR CLIENT PAUSE mode must be WRITE or ALL"u8);
        else if (TryEnd(c, out var untilMs))
            Begin(c, mode, untilMs);
    }

    /// <summary>Those who wait are woken; what keeps them from going on is looked at anew by each.</summary>
    public static void Unpause(ClientContext c)
    {
        c.Node.Pause.End();
        foreach (var client in c.Node.Clients.All)
        {
            if (client.Session.IsPaused)
                client.Wake();
        }

        c.Reply.Ok();
    }

    private static void Begin(ClientContext c, PauseMode mode, long untilMs)
    {
        c.Node.Pause.Begin(mode, c.NowMs, untilMs);
        c.Reply.Ok();
    }

    private static bool TryMode(ClientContext c, out PauseMode mode)
    {
        mode = c.Is(3, "ALL"u8) ? PauseMode.All : PauseMode.Writes;
        return mode == PauseMode.All || c.Is(3, "WRITE"u8);
    }

    private static bool TryEnd(ClientContext c, out long untilMs)
    {
        untilMs = 0;
        if (!Numbers.TryParseLong(c.Args[2], out var ms))
        {
            c.Reply.Error("ERR timeout is not an integer or out of range"u8);
            return false;
        }

        if (ms < 0)
            c.Reply.Error("ERR timeout is negative"u8);
        else if (ms > long.MaxValue - c.NowMs)
            c.Reply.Error("ERR timeout is out of range"u8);
        else
            untilMs = c.NowMs + ms;
        return untilMs > 0;
    }
}
