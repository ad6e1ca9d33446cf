using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Scripting;
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
        Row("kill", 2, NoScript | AllowBusy, Kill, "2.6.0", "Ends the running script, unless it has written."),
        .. ScriptCommands.ScriptRows,
    ]);

    private static NodeCommand Row(string name, int arity, CommandFlags flags, NodeFunction function, string since, string summary) =>
        NodeCommand.Of($"script|{name}", arity, flags, function, "scripting", since, summary);

    private static void Debug(ClientContext c) => c.Reply.Error("ERR SCRIPT DEBUG is not supported"u8);

    private static void Kill(ClientContext c)
    {
        var worst = KillOutcome.NotRunning;
        var isKilled = false;
        foreach (var shard in c.Node.Shards())
        {
            var outcome = shard?.Script.Kill() ?? KillOutcome.NotRunning;
            isKilled |= outcome == KillOutcome.Killed;
            if (outcome == KillOutcome.HasWritten)
                worst = outcome;
        }

        if (isKilled)
            c.Reply.Ok();
        else if (worst == KillOutcome.HasWritten)
            c.Reply.Error(
                "UNKILLABLE Sorry the script already executed write commands against the dataset. You can either wait the script "u8
                + "termination or kill the server in a hard way using the SHUTDOWN NOSAVE command."u8);
        else
            c.Reply.Error("NOTBUSY No scripts in execution right now."u8);
    }
}
