using System.Text;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// LOLWUT: a picture in text, then the line "Redis ver. x" that clients look for. The picture is of what serves the caller: a
/// meadow of slots, on which every shard has planted a row of its own, drawn anew for each connection.
/// </summary>
internal static class LolwutCommand
{
    private const int Columns = 60;
    private const int MaxRows = 16;
    private const string Plants = " .,:;*%&@";

    public static readonly NodeCommand Row =
        NodeCommand.Of("lolwut", -1, ReadOnly | Fast, Draw, "server", "5.0.0", "Draws a picture, and tells the version.");

    /// <summary>Whichever version is asked for, and however its picture is to look: this picture has one look.</summary>
    private static void Draw(ClientContext c)
    {
        if (c.Args.Count >= 3 && c.Is(1, "VERSION"u8) && !c.TryLong(2, out _))
            return;
        var text = new StringBuilder();
        var rows = Math.Clamp(c.Node.Options.Shards, 5, MaxRows);
        for (var row = 0; row < rows; row++)
            AppendRow(text, row, c.Session.Id);
        text.Append("\nRedis ver. ").Append(ServerVersion.Redis).Append('\n');
        c.Reply.Verbatim("txt"u8, Encoding.ASCII.GetBytes(text.ToString()));
    }

    /// <summary>Two waves that run against each other decide how high what grows is.</summary>
    private static void AppendRow(StringBuilder to, int row, long seed)
    {
        for (var column = 0; column < Columns; column++)
        {
            var wave = Math.Sin((column + seed % 97) * 0.21 + row * 0.7) + Math.Sin((column - seed % 31) * 0.07 - row * 0.45);
            var height = (wave + 2) / 4 * (Plants.Length - 1);
            to.Append(Plants[(int)Math.Round(height)]);
        }

        to.Append('\n');
    }
}
