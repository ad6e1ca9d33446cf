using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// SCRIPT: what is about known scripts runs on every shard; what is about running ones runs here, past the shards, whose
/// threads may be inside a script.
/// </summary>
internal static class ScriptContainer
{
    public static readonly NodeCommand Container = Containers.Container("script", "scripting", "2.6.0", "Commands about Lua scripts.",
    [
        Row("debug", 3, NoScript, Debug, "3.2.0", "Not supported: debugs the scripts that follow."),
        Row("help", 2, Loading | Stale, Containers.Help, "5.0.0", "Tells about the subcommands."),
        Row("kill", 2, NoScript | AllowBusy, c => BusyScripts.Kill(c, areFunctions: false), "2.6.0",
            "Ends the running script, unless it has written.", isOrdered: false),
        .. ScriptCommands.ScriptRows,
    ]);

    private static NodeCommand Row(string name, int arity, CommandFlags flags, NodeFunction function, string since, string summary,
        bool isOrdered = true) =>
        NodeCommand.Of($"script|{name}", arity, flags, function, "scripting", since, summary, isOrdered: isOrdered);

    private static void Debug(ClientContext c)
    {
        if (c.Is(2, "NO"u8))
            c.Reply.Ok();
        else if (c.Is(2, "YES"u8) || c.Is(2, "SYNC"u8))
            c.Reply.Error("ERR SCRIPT DEBUG is not supported"u8);
        else
            c.Reply.Error("ERR Use SCRIPT DEBUG YES/SYNC/NO"u8);
    }
}
