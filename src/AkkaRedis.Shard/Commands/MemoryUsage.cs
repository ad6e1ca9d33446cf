using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// MEMORY USAGE, the one subcommand of MEMORY that a shard answers. The bytes are those kept, so they are exact whatever SAMPLES
/// says, which is checked and otherwise without meaning.
/// </summary>
public static class MemoryUsage
{
    private const int FirstOption = 3;

    public static readonly CommandRow Row = ShardCommand.Read("memory|usage", -3, None, KeySpec.Second, Usage, "server", "4.0.0",
        "Tells how many bytes a key and its value take.");

    private static void Usage(ReadContext c)
    {
        if (!AcceptsOptions(c))
            return;
        var entry = c.Peek(c.Args[2]);
        if (entry.IsNone)
            c.Reply.Null();
        else
            c.Reply.Integer(entry.MemoryBytes);
    }

    /// <summary>Options are any number of SAMPLES count; false, with the error written, for any other.</summary>
    private static bool AcceptsOptions(ReadContext c)
    {
        for (var arg = FirstOption; arg < c.Args.Count; arg += 2)
        {
            var samples = -1L;
            if (c.Is(arg, "SAMPLES"u8) && arg + 1 < c.Args.Count && !c.TryLong(arg + 1, out samples))
                return false;
            if (samples >= 0)
                continue;
            c.Reply.Error(Errors.Syntax);
            return false;
        }

        return true;
    }
}
