using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Commands;

/// <summary>Rows by the names that clients give them.</summary>
internal static class CommandNames
{
    /// <summary>A row by its name, a subcommand's as "container|sub".</summary>
    public static CommandRow? FindByFullName(CommandTable table, ReadOnlySpan<byte> name)
    {
        var bar = name.IndexOf((byte)'|');
        if (bar < 0)
            return table.Find(name);
        return table.Find(name[..bar]) is { } container ? CommandTable.FindSubcommand(container, name[(bar + 1)..]) : null;
    }
}
