using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// Commands about data on disk. SAVE and BGSAVE write a file that redis-server and --import load; nothing is loaded from it at a
/// start. What a start loads are the shards' logs and snapshots; BGREWRITEAOF makes new snapshots, so that the logs become short.
/// </summary>
internal static class PersistenceCommands
{
    private const CommandFlags Writes = Admin | NoScript | NoAsyncLoading;

    private static ReadOnlySpan<byte> IsSaving => "ERR Background save already in progress"u8;

    private static ReadOnlySpan<byte> HoldsNoData => "ERR this node holds no data"u8;

    public static readonly CommandRow[] Rows =
    [
        NodeCommand.Of("bgrewriteaof", 1, Writes, BgRewriteAof, "server", "1.0.0", "Makes snapshots of all shards in the background."),
        NodeCommand.Of("bgsave", -1, Writes, BgSave, "server", "1.0.0", "Saves the data in the background."),
        NodeCommand.Of("lastsave", 1, Loading | Stale | Fast, LastSave, "server", "1.0.0",
            "Tells when data was last saved; when the server started, if it was not."),
        NodeCommand.Of("save", 1, Writes | NoMulti, Save, "server", "1.0.0", "Saves the data; only the client that asked waits."),
        NodeCommand.Of("shutdown", -1, Admin | NoScript | Loading | Stale | NoMulti | AllowBusy, Shutdown, "server", "1.0.0",
            "Ends the server, as SIGTERM does."),
    ];

    private static void BgRewriteAof(ClientContext c)
    {
        if (!c.Node.Persistence.IsEnabled)
            c.Reply.Error("ERR BGREWRITEAOF needs a log, and this node was started with appendonly no"u8);
        else if (!c.Node.Persistence.BeginSnapshots())
            c.Reply.Error("ERR Background append only file rewriting already in progress"u8);
        else if (c.IsQueued)
            c.Reply.Simple("Background append only file rewriting scheduled"u8);
        else
            c.Reply.Simple("Background append only file rewriting started"u8);
    }

    private static void BgSave(ClientContext c)
    {
        if (c.Args.Count > 2 || (c.Args.Count == 2 && !c.Text(1).Equals("SCHEDULE", StringComparison.OrdinalIgnoreCase)))
            c.Reply.Error(Errors.Syntax);
        else if (c.Node.Saves is not { } saves)
            c.Reply.Error(HoldsNoData);
        else if (saves.Begin() is null)
            c.Reply.Error(IsSaving);
        else if (c.IsQueued)
            c.Reply.Simple("Background saving scheduled"u8);
        else
            c.Reply.Simple("Background saving started"u8);
    }

    private static void Save(ClientContext c)
    {
        if (c.Node.Saves is not { } saves)
            c.Reply.Error(HoldsNoData);
        else if (saves.Begin() is { } done)
            c.Work = new NodeWork(done, static (reply, succeeded) => WriteOutcome(reply, succeeded));
        else
            c.Reply.Error(IsSaving);
    }

    private static void WriteOutcome(RespWriter reply, bool succeeded)
    {
        if (succeeded)
            reply.Ok();
        else
            reply.Error("ERR"u8);
    }

    private static void LastSave(ClientContext c) => c.Reply.Integer((c.Node.Saves?.LastSaveAtMs ?? c.Node.StartedAtMs) / 1000);

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
        else
            End(c, asked);
    }

    /// <summary>
    /// There is no reply when it succeeds: the connection closes with the node. Data is saved first when it is asked for, or when
    /// there are save points; if that fails the node goes on serving, as redis-server does, unless FORCE says that the file does
    /// not matter. Half of the data is not saved over a file that has all of it.
    /// </summary>
    private static void End(ClientContext c, ShutdownWords asked)
    {
        var node = c.Node;
        var isWanted = (asked & ShutdownWords.Save) != 0 || (node.SavePoints.Any && (asked & ShutdownWords.NoSave) == 0);
        if (!isWanted || node.Saves is not { } saves || node.Loading.IsOn)
            node.StopRequest.Ask();
        else
            c.Work = new NodeWork(saves.SaveAsync(), (reply, succeeded) =>
            {
                if (succeeded || (asked & ShutdownWords.Force) != 0)
                    node.StopRequest.Ask();
                else
                    reply.Error("ERR Errors trying to SHUTDOWN. Check logs."u8);
            });
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
