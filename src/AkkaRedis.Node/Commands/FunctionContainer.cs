using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// FUNCTION: what is about libraries runs on shards; what is about a running function runs here, past the shards, whose threads
/// may be inside one.
/// </summary>
internal static class FunctionContainer
{
    public static readonly NodeCommand Container = Containers.Container("function", "scripting", "7.0.0", "Commands about functions.",
    [
        Row("help", Loading | Stale, Containers.Help, "Tells about the subcommands."),
        Row("kill", NoScript | AllowBusy, c => BusyScripts.Kill(c, areFunctions: true),
            "Ends the running function, unless it has written.", isOrdered: false),
        Row("stats", NoScript | AllowBusy, BusyScripts.Stats, "Tells about the running function and the number of functions."),
        .. FunctionCommands.FunctionRows,
    ]);

    private static NodeCommand Row(string name, CommandFlags flags, NodeFunction function, string summary, bool isOrdered = true) =>
        NodeCommand.Of($"function|{name}", 2, flags, function, "scripting", "7.0.0", summary, isOrdered: isOrdered);
}
