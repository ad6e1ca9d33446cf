using AkkaRedis.Node.Hosting;
using AkkaRedis.Shard.Scripting;

namespace AkkaRedis.Node.Commands;

/// <summary>Scripts and functions that shards are in, seen from connections.</summary>
internal static class BusyScripts
{
    /// <summary>What is told to who wants something of a shard whose script takes too long; of any shard, for a negative number.</summary>
    public static ReadOnlySpan<byte> ErrorOf(NodeServices node, int shard)
    {
        var shards = node.Shards();
        var busy = shard >= 0 ? shards[shard] : shards.FirstOrDefault(s => s?.Script.IsBusy == true);
        return ErrorOf(busy?.Script.IsFunction == true);
    }

    /// <summary>Ends the scripts, or functions, that run on shards and have not written.</summary>
    public static void Kill(ClientContext c, bool areFunctions)
    {
        var outcomes = c.Node.Shards().Select(shard => shard?.Script.Kill(areFunctions) ?? KillOutcome.NotRunning).ToArray();
        if (outcomes.Contains(KillOutcome.Killed))
            c.Reply.Ok();
        else if (outcomes.Contains(KillOutcome.HasWritten))
            c.Reply.Error(
                "UNKILLABLE Sorry the script already executed write commands against the dataset. You can either wait the script "u8
                + "termination or kill the server in a hard way using the SHUTDOWN NOSAVE command."u8);
        else if (outcomes.Contains(KillOutcome.IsOfOtherKind))
            c.Reply.Error(ErrorOf(!areFunctions));
        else
            c.Reply.Error("NOTBUSY No scripts in execution right now."u8);
    }

    /// <summary>FUNCTION STATS: the function that runs, if one does, and how many there are.</summary>
    public static void Stats(ClientContext c)
    {
        var shards = c.Node.Shards();
        if (shards.Any(shard => shard?.Script is { IsBusy: true, IsFunction: false }))
        {
            c.Reply.Error(ErrorOf(isFunction: false));
            return;
        }

        c.Reply.Map(2);
        c.Reply.Bulk("running_script"u8);
        WriteRunning(c, shards.Select(shard => shard?.Script.Running).FirstOrDefault(running => running is { IsFunction: true }));
        c.Reply.Bulk("engines"u8);
        c.Reply.Map(1);
        c.Reply.Bulk("LUA"u8);
        c.Reply.Map(2);
        var (libraries, functions) = shards.FirstOrDefault(shard => shard is not null)?.Script.Loaded ?? default;
        c.Reply.Bulk("libraries_count"u8);
        c.Reply.Integer(libraries);
        c.Reply.Bulk("functions_count"u8);
        c.Reply.Integer(functions);
    }

    private static void WriteRunning(ClientContext c, RunningScript? running)
    {
        if (running is null)
        {
            c.Reply.Null();
            return;
        }

        c.Reply.Map(3);
        c.Reply.Bulk("name"u8);
        c.Reply.Bulk(running.Name);
        c.Reply.Bulk("command"u8);
        c.Reply.Array(running.Command.Count);
        foreach (var arg in running.Command)
            c.Reply.Bulk(arg);
        c.Reply.Bulk("duration_ms"u8);
        c.Reply.Integer((long)c.Node.Time.GetElapsedTime(running.SinceTimestamp).TotalMilliseconds);
    }

    private static ReadOnlySpan<byte> ErrorOf(bool isFunction) => isFunction
        ? "BUSY Redis is busy running a script. You can only call FUNCTION KILL or SHUTDOWN NOSAVE."u8
        : "BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE."u8;
}
