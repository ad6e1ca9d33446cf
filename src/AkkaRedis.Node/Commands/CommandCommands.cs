using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>COMMAND: the table of rows, told to clients.</summary>
internal static class CommandCommands
{
    private const string PerLookup = "O(N) where N is the number of commands to look up";
    private const string PerArgument = "O(N) where N is the number of arguments to the command";
    private const string PerCommand = "O(N) where N is the total number of Redis commands";

    public static readonly NodeCommand Container = NodeCommand.Of("command", -1, Loading | Stale, WriteAll, "server", "2.8.13",
        "Tells about all commands.",
        [
            Row("count", 2, Count, "2.8.13", "Tells how many commands there are.", "O(1)"),
            Row("docs", -2, Docs, "7.0.0", "Tells what the given commands are for, or all.", PerLookup),
            Row("getkeys", -4, GetKeys, "2.8.13", "Tells which arguments of a full command are keys.", PerArgument),
            Row("getkeysandflags", -4, GetKeysAndFlags, "7.0.0",
                "Tells which arguments of a full command are keys, and what it does to them.", PerArgument),
            Row("help", 2, Containers.Help, "5.0.0", "Tells about the subcommands.", "O(1)"),
            Row("info", -2, Info, "2.8.13", "Tells arity, flags and key positions of the given commands, or of all.", PerLookup),
            Row("list", -2, List, "7.0.0", "Lists the names of all commands, or those of an ACL category or pattern.", PerCommand),
        ], PerCommand);

    private static NodeCommand Row(string name, int arity, NodeFunction function, string since, string summary, string complexity) =>
        NodeCommand.Of($"command|{name}", arity, Loading | Stale, function, "server", since, summary, complexity: complexity);

    private static void WriteAll(ClientContext c)
    {
        c.Reply.Array(c.Node.Commands.Rows.Count);
        foreach (var row in c.Node.Commands.Rows)
            CommandEntry.Write(c.Reply, row);
    }

    private static void Count(ClientContext c) => c.Reply.Integer(c.Node.Commands.Rows.Count);

    /// <summary>Names that are not there are left out.</summary>
    private static void Docs(ClientContext c)
    {
        var rows = c.Args.Count == 2 ? [.. c.Node.Commands.Rows] : new List<CommandRow>();
        for (var i = 2; i < c.Args.Count; i++)
        {
            if (FindByFullName(c, c.Args[i]) is { } row)
                rows.Add(row);
        }

        c.Reply.Map(rows.Count);
        foreach (var row in rows)
            CommandDocs.Write(c.Reply, row);
    }

    /// <summary>Names that are not there are answered null.</summary>
    private static void Info(ClientContext c)
    {
        if (c.Args.Count == 2)
        {
            WriteAll(c);
            return;
        }

        c.Reply.Array(c.Args.Count - 2);
        for (var i = 2; i < c.Args.Count; i++)
        {
            if (FindByFullName(c, c.Args[i]) is { } row)
                CommandEntry.Write(c.Reply, row);
            else
                c.Reply.Null();
        }
    }

    private static void GetKeys(ClientContext c)
    {
        var command = c.Args.From(2);
        if (KeysOf(c, command, out _) is not { } keys)
            return;
        c.Reply.Array(keys.Count);
        foreach (var key in keys)
            c.Reply.Bulk(command[key]);
    }

    private static void GetKeysAndFlags(ClientContext c)
    {
        var command = c.Args.From(2);
        if (KeysOf(c, command, out var row) is not { } keys)
            return;
        c.Reply.Array(keys.Count);
        foreach (var key in keys)
        {
            c.Reply.Array(2);
            c.Reply.Bulk(command[key]);
            CommandEntry.WriteKeyFlags(c.Reply, row!);
        }
    }

    /// <summary>Places of the keys in a full command; null, with the error written, when there are none or it is malformed.</summary>
    private static List<int>? KeysOf(ClientContext c, in Args command, out CommandRow? row)
    {
        row = c.Node.Commands.Find(command[0]);
        if (row is { Subcommands.Count: > 0 } && command.Count > 1)
            row = CommandTable.FindSubcommand(row, command[1]);
        if (row is null)
            return Refused(c, "ERR Invalid command specified"u8);
        // Shard channels are placed like keys and are none.
        if (!row.Keys.HasKeys || (row.Flags & CommandFlags.PubSub) != 0)
            return Refused(c, "ERR The command has no key arguments"u8);
        if (!row.AcceptsArgCount(command.Count))
            return Refused(c, "ERR Invalid number of arguments specified for command"u8);
        var keys = new List<int>();
        if (row.Keys.Find(command, keys) && keys.Count > 0)
            return keys;
        return (row.Flags & NoMandatoryKeys) != 0 ? [] : Refused(c, "ERR Invalid arguments specified for command"u8);
    }

    private static List<int>? Refused(ClientContext c, ReadOnlySpan<byte> error)
    {
        c.Reply.Error(error);
        return null;
    }

    private static void List(ClientContext c)
    {
        if (c.Args.Count == 2)
        {
            WriteNames(c, c.Node.Commands.All);
        }
        else if (c.Args.Count == 5 && c.Is(2, "FILTERBY"u8) && FilterOf(c) is { } filter)
        {
            WriteNames(c, [.. c.Node.Commands.All.Where(filter)]);
        }
        else
        {
            c.Reply.Error(Errors.Syntax);
        }
    }

    /// <summary>What COMMAND LIST FILTERBY asks for; null for an unknown kind of filter. There are no modules.</summary>
    private static Func<CommandRow, bool>? FilterOf(ClientContext c)
    {
        var wanted = c.Args.MemoryAt(4);
        if (c.Is(3, "MODULE"u8))
            return static _ => false;
        if (c.Is(3, "ACLCAT"u8))
            return AclCategories.TryParse(c.Text(4), out var category) ? row => (AclCategories.Of(row) & category) != 0 : static _ => false;
        if (c.Is(3, "PATTERN"u8))
            return row => GlobPattern.IsMatch(wanted.Span, row.NameBytes, ignoreCase: true);
        return null;
    }

    private static void WriteNames(ClientContext c, IReadOnlyList<CommandRow> rows)
    {
        c.Reply.Array(rows.Count);
        foreach (var row in rows)
            c.Reply.Bulk(row.NameBytes);
    }

    /// <summary>A row by its name, a subcommand's as "container|sub".</summary>
    private static CommandRow? FindByFullName(ClientContext c, ReadOnlySpan<byte> name)
    {
        var bar = name.IndexOf((byte)'|');
        if (bar < 0)
            return c.Node.Commands.Find(name);
        return c.Node.Commands.Find(name[..bar]) is { } container ? CommandTable.FindSubcommand(container, name[(bar + 1)..]) : null;
    }
}
