using System.Net;
using System.Text;
using AkkaRedis.Node.Routing;
using AkkaRedis.Protocol;
using AkkaRedis.Shard.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// DEBUG: its harmless half, for those whom enable-debug-command allows it. What needs shards is routed to them
/// (<see cref="DebugRows"/>); what would end or break the server on purpose is refused.
/// </summary>
internal static class DebugCommands
{
    private const string NotAllowed =
        "ERR DEBUG command not allowed. If the enable-debug-command option is set to \"local\", you can run it from a local " +
        "connection, otherwise you need to set this option in the configuration file, and then restart the server.";

    private static readonly string[] HelpLines =
    [
        "DEBUG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "CHANGE-REPL-ID", "    Accepted, without effect: there are no replicas.",
        "DIGEST", "    A sum over all data, equal when the data is.",
        "DIGEST-VALUE <key> [<key> ...]", "    The same for single values.",
        "ERROR <text>", "    Answers the text as an error.",
        "LOG <text>", "    Accepted, without effect.",
        "OBJECT <key>", "    How a value is held.",
        "POPULATE <count> [<prefix>] [<size>]", "    Makes keys prefix:0 and so on, where there are none of these names.",
        "PROTOCOL <type>", "    Answers a value of that type of the protocol.",
        "QUICKLIST-PACKED-THRESHOLD <size>", "    Accepted, without effect.",
        "RELOAD", "    Writes all keys as an RDB file in memory, and reads them from it.",
        "SET-ACTIVE-EXPIRE <0|1>", "    Stops or resumes the removal of keys that nobody asks for.",
        "SLEEP <seconds>", "    Holds this connection up for so long; others go on.",
        "HELP", "    These lines.",
    ];

    public static readonly NodeCommand Row = NodeCommand.Of("debug", -2, Admin | NoScript | Loading | Stale, Run, "server", "1.0.0",
        "Helps to look into the server and to test it.", complexity: "Depends on subcommand.", inner: DebugRows.All);

    /// <summary>Null when a client of that address may use DEBUG.</summary>
    public static string? RefusalFor(string setting, EndPoint? client) => setting switch
    {
        "yes" => null,
        "local" when client is not IPEndPoint ip || IPAddress.IsLoopback(ip.Address) => null,
        _ => NotAllowed,
    };

    private static void Run(ClientContext c)
    {
        if (RefusalFor(c.Node.Options.EnableDebugCommand, c.Session.RemoteAddress) is { } refusal)
            c.Reply.Error(refusal);
        else if (!TryRun(c, c.Text(1).ToUpperInvariant(), c.Args.Count))
            c.Error("ERR unknown subcommand or wrong number of arguments for '", c.Args[1], "'. Try DEBUG HELP.");
    }

    private static bool TryRun(ClientContext c, string name, int args)
    {
        switch (name)
        {
            case "HELP" when args == 2:
                WriteHelp(c);
                return true;
            case "ERROR" when args == 3:
                c.Reply.Error(c.Args[2]);
                return true;
            case "SET-ACTIVE-EXPIRE" when args == 3:
                c.Node.ShardSettings.IsExpiryPaused = c.Text(2) == "0";
                c.Reply.Ok();
                return true;
            case "PROTOCOL" when args == 3:
                DebugProtocol.Write(c);
                return true;
            case "CHANGE-REPL-ID" when args == 2:
            case "LOG" or "QUICKLIST-PACKED-THRESHOLD" when args == 3:
            case "POPULATE" when args >= 3 && c.Is(2, "0"u8):
                c.Reply.Ok();
                return true;
            case "POPULATE" when args is >= 3 and <= 5 && !PopulateStep.TryParse(c.Args, out _):
                c.Reply.Error(Errors.ValueMustBePositive);
                return true;
            case "DIGEST" or "DIGEST-VALUE" or "OBJECT" or "POPULATE" or "RELOAD" or "SLEEP":
                c.Reply.Error($"ERR DEBUG {name} cannot be part of a transaction, or has the wrong number of arguments");
                return true;
            default:
                return false;
        }
    }

    private static void WriteHelp(ClientContext c)
    {
        c.Reply.Array(HelpLines.Length);
        foreach (var line in HelpLines)
            c.Reply.Simple(Encoding.ASCII.GetBytes(line));
    }
}
