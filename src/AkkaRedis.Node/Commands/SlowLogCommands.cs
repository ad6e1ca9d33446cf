using AkkaRedis.Node.Monitor;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>SLOWLOG: the commands that took long.</summary>
internal static class SlowLogCommands
{
    private const CommandFlags Administration = Admin | Loading | Stale;
    private const int UsualEntries = 10;

    public static readonly NodeCommand Container = Containers.Container("slowlog", "server", "2.2.12", "Commands about slow commands.",
        Row("get", -2, Administration, Get, "2.2.12", "Tells the newest slow commands.", "O(N) where N is the number of entries returned"),
        Row("help", 2, Loading | Stale, Containers.Help, "6.2.0", "Tells about the subcommands."),
        Row("len", 2, Administration, c => c.Reply.Integer(c.Node.CommandTimes.SlowLog.Length), "2.2.12", "Counts the entries."),
        Row("reset", 2, Administration, Reset, "2.2.12", "Empties the log.", "O(N) where N is the number of entries in the slowlog"));

    private static NodeCommand Row(string name, int arity, CommandFlags flags, NodeFunction function, string since, string summary,
        string complexity = "O(1)") =>
        NodeCommand.Of($"slowlog|{name}", arity, flags, function, "server", since, summary, complexity: complexity);

    /// <summary>-1 asks for all.</summary>
    private static void Get(ClientContext c)
    {
        long count = UsualEntries;
        if (c.Args.Count > 3)
        {
            c.Error("ERR unknown subcommand or wrong number of arguments for '", c.Args[1], "'. Try SLOWLOG HELP.");
            return;
        }

        if (c.Args.Count == 3 && (!Numbers.TryParseLong(c.Args[2], out count) || count < -1))
        {
            c.Reply.Error("ERR count should be greater than or equal to -1"u8);
            return;
        }

        var entries = c.Node.CommandTimes.SlowLog.Newest(count < 0 ? int.MaxValue : (int)Math.Min(count, int.MaxValue));
        c.Reply.Array(entries.Count);
        foreach (var entry in entries)
            Write(c.Reply, entry);
    }

    private static void Reset(ClientContext c)
    {
        c.Node.CommandTimes.SlowLog.Clear();
        c.Reply.Ok();
    }

    private static void Write(RespWriter to, SlowLogEntry entry)
    {
        to.Array(6);
        to.Integer(entry.Id);
        to.Integer(entry.AtSeconds);
        to.Integer(entry.DurationUs);
        to.Array(entry.Arguments.Count);
        foreach (var argument in entry.Arguments)
            to.Bulk(argument);
        to.Bulk(entry.ClientAddress);
        to.Bulk(entry.ClientName);
    }
}
