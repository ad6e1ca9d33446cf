using System.Text;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Commands;

/// <summary>What all commands with subcommands share: HELP, derived from the rows.</summary>
public static class Containers
{
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
        NodeCommand.Of(name, -2, CommandFlags.None, NeverRuns, group, since, summary, subcommands, "Depends on subcommand.");

    /// <summary>What resolves a request gives the row of a subcommand, or an error.</summary>
    private static void NeverRuns(ClientContext c) =>
        throw new AkkaRedis.Protocol.InvariantException($"{c.Row.Name} runs through its subcommands");

    private static void Line(ClientContext c, string text) => c.Reply.Simple(Encoding.UTF8.GetBytes(text));
}
