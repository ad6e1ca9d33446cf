using System.Globalization;

namespace AkkaRedis.Compat.Differential;

/// <summary>A reply taken apart: its type byte, its own text (of a bulk string its content), and the elements of an aggregate.</summary>
public sealed record Reply(char Type, string Text, IReadOnlyList<Reply> Items, string Raw)
{
    private const string Aggregates = "*~>%";
    private const string Texts = "$=";

    public bool IsError => Type == '-';

    /// <summary>The texts of the elements.</summary>
    public IEnumerable<string> Words => Items.Select(item => item.Text);

    public static Reply Parse(string raw)
    {
        var at = 0;
        return Parse(raw, ref at);
    }

    private static Reply Parse(string raw, ref int at)
    {
        var start = at;
        var type = raw[at];
        var lineEnd = raw.IndexOf("\r\n", at, StringComparison.Ordinal);
        var line = raw[(at + 1)..lineEnd];
        at = lineEnd + 2;
        var isLong = Aggregates.Contains(type, StringComparison.Ordinal) || Texts.Contains(type, StringComparison.Ordinal);
        var length = isLong ? int.Parse(line, CultureInfo.InvariantCulture) : -1;
        if (length < 0)
            return new Reply(type, line, [], raw[start..at]);
        if (Texts.Contains(type, StringComparison.Ordinal))
        {
            at += length + 2;
            return new Reply(type, raw.Substring(at - length - 2, length), [], raw[start..at]);
        }

        var items = new List<Reply>();
        for (var i = type == '%' ? 2 * length : length; i > 0; i--)
            items.Add(Parse(raw, ref at));
        return new Reply(type, line, items, raw[start..at]);
    }
}
