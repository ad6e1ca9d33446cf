using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Commands;

/// <summary>A row as COMMAND DOCS tells it: the name, then a map of what the row says about itself.</summary>
internal static class CommandDocs
{
    public static void Write(RespWriter to, CommandRow row)
    {
        to.Bulk(row.NameBytes);
        to.Map(3 + (row.Complexity.Length > 0 ? 1 : 0) + (row.Subcommands.Count > 0 ? 1 : 0));
        WriteField(to, "summary"u8, row.Summary);
        WriteField(to, "since"u8, row.Since);
        WriteField(to, "group"u8, row.Group);
        if (row.Complexity.Length > 0)
            WriteField(to, "complexity"u8, row.Complexity);
        if (row.Subcommands.Count > 0)
            WriteSubcommands(to, row);
    }

    private static void WriteSubcommands(RespWriter to, CommandRow row)
    {
        to.Bulk("subcommands"u8);
        to.Map(row.Subcommands.Count);
        foreach (var sub in row.Subcommands)
            Write(to, sub);
    }

    private static void WriteField(RespWriter to, ReadOnlySpan<byte> name, string value)
    {
        to.Bulk(name);
        to.Bulk(value);
    }
}
