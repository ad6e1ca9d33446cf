using System.Diagnostics.CodeAnalysis;
using System.Text;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// From a request to its row, with the errors redis-server gives for what has none. Error texts repeat bytes of the request as
/// Latin-1, so that the reply has the same bytes; like redis-server they show arguments up to their first zero byte only.
/// </summary>
internal static class CommandResolver
{
    private const int QuotedBytes = 128;

    /// <summary>The row, of a subcommand its own. On failure the text of the error, and the row where one was found.</summary>
    public static bool TryResolve(CommandTable table, in Args args, [NotNullWhen(true)] out CommandRow? row, out string error)
    {
        error = "";
        row = table.Find(args[0]);
        if (row is null)
        {
            error = UnknownCommand(args);
            return false;
        }

        if (row.Subcommands.Count > 0 && args.Count > 1)
        {
            if (CommandTable.FindSubcommand(row, args[1]) is not { } sub)
            {
                error = $"ERR unknown subcommand '{Quoted(args[1])}'. Try {row.Name.ToUpperInvariant()} HELP.";
                return false;
            }

            row = sub;
        }

        if (row.AcceptsArgCount(args.Count))
            return true;
        error = Errors.WrongArgCount(row.Name);
        return false;
    }

    private static string UnknownCommand(in Args args)
    {
        var shown = new StringBuilder();
        for (var i = 1; i < args.Count && shown.Length < QuotedBytes; i++)
        {
            var left = QuotedBytes - shown.Length;
            shown.Append('\'').Append(Quoted(args[i], left)).Append("' ");
        }

        return $"ERR unknown command '{Quoted(args[0])}', with args beginning with: {shown}";
    }

    private static string Quoted(ReadOnlySpan<byte> text, int maxBytes = QuotedBytes)
    {
        var shown = Errors.Shown(text);
        return Encoding.Latin1.GetString(shown.Length > maxBytes ? shown[..maxBytes] : shown);
    }
}
