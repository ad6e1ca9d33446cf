namespace AkkaRedis.Node.Hosting.Settings;

/// <summary>
/// Are the braces, brackets and quotes of a HOCON text in pairs? Akka's parser silently closes what was left open and stops
/// at a bracket too many, which turns half of a file into nothing.
/// </summary>
internal static class HoconBalance
{
    /// <summary>What is wrong and in which line; null when nothing is.</summary>
    public static string? Check(string text)
    {
        var open = new Stack<(char Bracket, int Line)>();
        var line = 1;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\n':
                    line++;
                    break;
                case '#':
                case '/' when i + 1 < text.Length && text[i + 1] == '/':
                    i = EndOfLine(text, i) - 1;
                    break;
                case '"':
                    var end = EndOfString(text, i);
                    if (end < 0)
                        return $"line {line}: a quote is not closed";
                    line += text.AsSpan(i, end - i).Count('\n');
                    i = end - 1;
                    break;
                case '{' or '[':
                    open.Push((text[i], line));
                    break;
                case '}' or ']':
                    if (!open.TryPop(out var opened) || opened.Bracket != (text[i] == '}' ? '{' : '['))
                        return $"line {line}: '{text[i]}' closes nothing";
                    break;
            }
        }

        return open.TryPop(out var left) ? $"line {left.Line}: '{left.Bracket}' is not closed" : null;
    }

    private static int EndOfLine(string text, int from)
    {
        var end = text.IndexOf('\n', from);
        return end < 0 ? text.Length : end;
    }

    /// <summary>The index after the string that starts here, in one or three quotes; -1 when it does not end.</summary>
    private static int EndOfString(string text, int from)
    {
        if (text.AsSpan(from).StartsWith("\"\"\""))
        {
            var close = text.IndexOf("\"\"\"", from + 3, StringComparison.Ordinal);
            return close < 0 ? -1 : close + 3;
        }

        for (var i = from + 1; i < text.Length && text[i] != '\n'; i++)
        {
            if (text[i] == '"')
                return i + 1;
            if (text[i] == '\\')
                i++;
        }

        return -1;
    }
}
