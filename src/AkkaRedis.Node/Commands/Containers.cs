using System.Text;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Commands;

/// <summary>What all commands with subcommands share: the answer to an unknown one, and HELP, which is derived from the rows.</summary>
public static class Containers
{
    private const int MaxShownBytes = 128;

    /// <summary>The function of a container row itself, run when no subcommand fits.</summary>
    public static void UnknownSubcommand(ClientContext c)
    {
        var name = c.Args[1];
        var shown = name[..Math.Min(name.Length, MaxShownBytes)];
        c.Error("ERR unknown subcommand '", shown, $"'. Try {c.Row.Name.ToUpperInvariant()} HELP.");
    }

    /// <summary>The function of every HELP subcommand.</summary>
    public static void Help(ClientContext c)
    {
        var name = c.Row.Name[..c.Row.Name.IndexOf('|', StringComparison.Ordinal)];
        var container = c.Node.Commands.Find(Encoding.ASCII.GetBytes(name))!;
        c.Reply.Array(1 + (2 * container.Subcommands.Count));
        Line(c, $"{name.ToUpperInvariant()} <subcommand> [<arg> [value] [opt] ...]. Subcommands are:");
        foreach (var sub in container.Subcommands)
        {
            Line(c, sub.Name[(name.Length + 1)..].ToUpperInvariant());
            Line(c, $"    {sub.Summary}");
        }
    }

    /// <summary>A row with subcommands and no function of its own.</summary>
    internal static NodeCommand Container(string name, string group, string since, string summary, params CommandRow[] subcommands) =>
        NodeCommand.Of(name, -2, CommandFlags.None, UnknownSubcommand, group, since, summary, subcommands, "Depends on subcommand.");

    private static void Line(ClientContext c, string text) => c.Reply.Simple(Encoding.UTF8.GetBytes(text));
}
