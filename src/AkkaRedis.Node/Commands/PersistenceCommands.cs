using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// Commands about data on disk. BGSAVE writes a file that redis-server and --import load; nothing is loaded from it at a start,
/// and there is no log yet: what would write one is refused, so that nobody takes it for written.
/// </summary>
internal static class PersistenceCommands
{
    private const CommandFlags Writes = Admin | NoScript | NoAsyncLoading;

    public static readonly CommandRow[] Rows =
    [
        NodeCommand.Of("bgrewriteaof", 1, Writes, Refusals.With("ERR BGREWRITEAOF is not supported yet: there is no log on disk"),
            "server", "1.0.0", "Writes the log anew; refused."),
        NodeCommand.Of("bgsave", -1, Writes, BgSave, "server", "1.0.0", "Saves the data in the background."),
        NodeCommand.Of("lastsave", 1, Loading | Stale | Fast, LastSave, "server", "1.0.0",
            "Tells when data was last saved; when the server started, if it was not."),
        NodeCommand.Of("save", 1, Writes | NoMulti, Refusals.With("ERR SAVE is not supported: it would hold up everybody; use BGSAVE"),
            "server", "1.0.0", "Saves the data; refused."),
        NodeCommand.Of("shutdown", -1, Admin | NoScript | Loading | Stale | NoMulti | AllowBusy, Shutdown, "server", "1.0.0",
            "Ends the server, as SIGTERM does."),
    ];

    private static void BgSave(ClientContext c)
    {
        if (c.Args.Count > 2 || (c.Args.Count == 2 && !c.Text(1).Equals("SCHEDULE", StringComparison.OrdinalIgnoreCase)))
            c.Reply.Error(Errors.Syntax);
        else if (c.Node.Saves is not { } saves)
            c.Reply.Error("ERR this node holds no data"u8);
        else if (saves.TryBegin())
            c.Reply.Simple("Background saving started"u8);
        else
            c.Reply.Error("ERR Background save already in progress"u8);
    }

    private static void LastSave(ClientContext c) => c.Reply.Integer((c.Node.Saves?.LastSaveAtMs ?? c.Node.StartedAtMs) / 1000);

    /// <summary>
    /// There is no reply when it succeeds: the connection closes with the node. Asked to SAVE, which fails, it goes on serving, as
    /// redis-server does, unless FORCE says that the data does not matter.
    /// </summary>
    private static void Shutdown(ClientContext c)
    {
        var asked = ShutdownWords.None;
        for (var i = 1; i < c.Args.Count; i++)
        {
            var word = WordAt(c, i);
            if (word == ShutdownWords.None)
            {
                c.Reply.Error(Errors.Syntax);
                return;
            }

            asked |= word;
        }

        var both = ShutdownWords.Save | ShutdownWords.NoSave;
        if ((asked & both) == both || ((asked & ShutdownWords.Abort) != 0 && asked != ShutdownWords.Abort))
            c.Reply.Error(Errors.Syntax);
        else if (asked == ShutdownWords.Abort)
            c.Reply.Error("ERR No shutdown in progress."u8);
        else if ((asked & ShutdownWords.Save) != 0 && (asked & ShutdownWords.Force) == 0)
            c.Reply.Error("ERR Errors trying to SHUTDOWN. Check logs."u8);
        else
            c.Node.StopRequest.Ask();
    }

    private static ShutdownWords WordAt(ClientContext c, int arg) => c.Text(arg).ToUpperInvariant() switch
    {
        "NOSAVE" => ShutdownWords.NoSave,
        "SAVE" => ShutdownWords.Save,
        "NOW" => ShutdownWords.Now,
        "FORCE" => ShutdownWords.Force,
        "ABORT" => ShutdownWords.Abort,
        _ => ShutdownWords.None,
    };

    [Flags]
    private enum ShutdownWords
    {
        None = 0,
        NoSave = 1,
        Save = 2,
        Now = 4,
        Force = 8,
        Abort = 16,
    }
}
