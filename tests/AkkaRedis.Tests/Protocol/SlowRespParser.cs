using System.Globalization;
using System.Text;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Tests.Protocol;

/// <summary>
/// The request parser again, as dumb as can be: over all bytes at once, as Latin-1 text, one request after the other. Written
/// from the protocol's description, not from the reader.
/// </summary>
internal sealed class SlowRespParser(ProtocolLimits limits)
{
    private const string ShortEscapes = "nrtba";
    private const string ShortEscaped = "\n\r\t\b\a";

    public List<List<string>> Commands { get; } = [];

    public string? Error { get; private set; }

    /// <summary>What belongs to no finished command.</summary>
    public string Rest { get; private set; } = "";

    public static SlowRespParser Parse(string text, ProtocolLimits limits)
    {
        var parser = new SlowRespParser(limits) { Rest = text };
        while (parser.Rest.Length > 0 && parser.Error is null)
        {
            var before = parser.Rest;
            if (parser.Rest[0] == '*')
                parser.Multibulk();
            else
                parser.Inline();
            if (parser.Rest == before)
                break;
        }

        return parser;
    }

    private void Multibulk()
    {
        var rest = Rest;
        if (TakeLine(ref rest, "too big mbulk count string") is not { } head)
            return;
        if (!TryNumber(head[1..], out var count) || count > limits.MaxArgs)
        {
            Fail("invalid multibulk length");
            return;
        }

        var args = new List<string>();
        while (args.Count < count)
        {
            if (Bulk(ref rest) is not { } arg)
                return;
            args.Add(arg);
        }

        if (args.Count > 0)
            Commands.Add(args);
        Rest = rest;
    }

    private string? Bulk(ref string rest)
    {
        var first = rest.Length > 0 ? rest[0] : ' ';
        if (TakeLine(ref rest, "too big bulk count string") is not { } head)
            return null;
        if (first != '$')
            return Fail($"expected '$', got '{first}'");
        if (!TryNumber(head[1..], out var length) || length < 0 || length > limits.MaxBulkBytes)
            return Fail("invalid bulk length");
        if (Rest.Length - rest.Length + length + 2 > limits.MaxQueryBytes)
            return Fail("query buffer limit exceeded");
        if (rest.Length < length + 2)
            return null;
        var arg = rest[..(int)length];
        rest = rest[((int)length + 2)..];
        return arg;
    }

    private void Inline()
    {
        var end = Rest.IndexOf('\n', StringComparison.Ordinal);
        if ((end < 0 ? Rest.Length : end) > limits.MaxInlineBytes)
        {
            Fail("too big inline request");
            return;
        }

        if (end < 0)
            return;
        var line = Rest[..end];
        if (line.EndsWith('\r'))
            line = line[..^1];
        if (Words(line) is not { } words)
        {
            Fail("unbalanced quotes in request");
            return;
        }

        Rest = Rest[(end + 1)..];
        if (words.Count > 0)
            Commands.Add(words);
    }

    private static List<string>? Words(string line)
    {
        var words = new List<string>();
        while (true)
        {
            line = line.TrimStart(' ', '\t', '\n', '\v', '\f', '\r', '\0');
            if (line.Length == 0)
                return words;
            var word = new StringBuilder();
            while (line.Length > 0 && " \t\n\r\0".IndexOf(line[0], StringComparison.Ordinal) < 0)
            {
                if (line[0] is '"' or '\'')
                {
                    if (!Unquote(ref line, word))
                        return null;
                    break;
                }

                word.Append(line[0]);
                line = line[1..];
            }

            words.Add(word.ToString());
        }
    }

    private static bool Unquote(ref string line, StringBuilder word)
    {
        var quote = line[0];
        line = line[1..];
        while (line.Length > 0 && line[0] != quote)
        {
            var taken = quote == '"' ? Escaped(line, word) : SingleEscaped(line, word);
            line = line[taken..];
        }

        if (line.Length == 0)
            return false;
        line = line[1..];
        return line.Length == 0 || " \t\n\v\f\r\0".IndexOf(line[0], StringComparison.Ordinal) >= 0;
    }

    private static int SingleEscaped(string line, StringBuilder word)
    {
        var isQuote = line.StartsWith("\\'", StringComparison.Ordinal);
        word.Append(isQuote ? '\'' : line[0]);
        return isQuote ? 2 : 1;
    }

    private static int Escaped(string line, StringBuilder word)
    {
        if (line[0] != '\\' || line.Length == 1)
        {
            word.Append(line[0]);
            return 1;
        }

        if (line[1] == 'x' && line.Length >= 4 && char.IsAsciiHexDigit(line[2]) && char.IsAsciiHexDigit(line[3]))
        {
            word.Append((char)Convert.ToInt32(line[2..4], 16));
            return 4;
        }

        var at = ShortEscapes.IndexOf(line[1], StringComparison.Ordinal);
        word.Append(at < 0 ? line[1] : ShortEscaped[at]);
        return 2;
    }

    /// <summary>The line up to CR; the byte after it must be there, whatever it is. Null when it is not all there or too long.</summary>
    private string? TakeLine(ref string rest, string tooLong)
    {
        var end = rest.IndexOf('\r', StringComparison.Ordinal);
        if ((end < 0 ? rest.Length : end) > limits.MaxInlineBytes)
            return Fail(tooLong);
        if (end < 0 || end + 1 >= rest.Length)
            return null;
        var line = rest[..end];
        rest = rest[(end + 2)..];
        return line;
    }

    private string? Fail(string error)
    {
        Error = "Protocol error: " + error;
        return null;
    }

    private static bool TryNumber(string text, out long number) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number)
        && number.ToString(CultureInfo.InvariantCulture) == text;
}
