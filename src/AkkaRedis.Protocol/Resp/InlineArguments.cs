using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Protocol.Resp;

/// <summary>
/// Splits an inline request into arguments: blanks separate, "…" knows \n \r \t \b \a \\ \" and \xHH, '…' knows \'.
/// Unescaped text is never longer than its source, so it is written over it and the arguments stay views of the buffer.
/// Source: the quoting rules of redis-cli and of inline requests (sdssplitargs).
/// </summary>
public static class InlineArguments
{
    /// <summary>The words of a line that is not a request; null when quotes do not balance.</summary>
    public static List<byte[]>? Split(ReadOnlySpan<byte> line)
    {
        var buffer = line.ToArray();
        var words = new List<byte[]>();
        var at = 0;
        while (true)
        {
            while (at < buffer.Length && IsBlank(buffer[at]))
                at++;
            if (at >= buffer.Length)
                return words;
            if (!TrySplitOne(buffer, ref at, buffer.Length, out var word))
                return null;
            words.Add(buffer.AsSpan(word.Offset, word.Length).ToArray());
        }
    }

    /// <summary>Adds the arguments of the line at [start, start+length) to the batch; false when quotes do not balance.</summary>
    internal static bool TrySplit(CommandBatch batch, int start, int length)
    {
        var buffer = batch.Buffer;
        var end = start + length;
        var at = start;
        while (true)
        {
            while (at < end && IsBlank(buffer[at]))
                at++;
            if (at >= end)
                return true;
            if (!TrySplitOne(buffer, ref at, end, out var arg))
                return false;
            batch.AddArg(arg);
        }
    }

    private static bool TrySplitOne(byte[] buffer, ref int at, int end, out ArgRef arg)
    {
        var start = at;
        var to = at;
        arg = default;
        while (at < end && !EndsWord(buffer[at]))
        {
            var c = buffer[at];
            if (c is (byte)'"' or (byte)'\'')
            {
                at++;
                if (!TryUnquote(buffer, c, ref at, ref to, end))
                    return false;
                if (at < end && !IsBlank(buffer[at]))
                    return false;
                break;
            }

            buffer[to++] = c;
            at++;
        }

        arg = new ArgRef(start, to - start);
        return true;
    }

    private static bool TryUnquote(byte[] buffer, byte quote, ref int at, ref int to, int end)
    {
        while (at < end)
        {
            var c = buffer[at++];
            if (c == quote)
                return true;
            if (c == (byte)'\\' && at < end)
                c = quote == (byte)'"' ? Unescape(buffer, ref at, end) : UnescapeSingle(buffer, ref at);
            buffer[to++] = c;
        }

        return false;
    }

    private static byte UnescapeSingle(byte[] buffer, ref int at)
    {
        if (buffer[at] != (byte)'\'')
            return (byte)'\\';
        at++;
        return (byte)'\'';
    }

    private static byte Unescape(byte[] buffer, ref int at, int end)
    {
        var c = buffer[at++];
        if (c == (byte)'x' && at + 1 < end && IsHex(buffer[at]) && IsHex(buffer[at + 1]))
        {
            var value = (HexValue(buffer[at]) << 4) | HexValue(buffer[at + 1]);
            at += 2;
            return (byte)value;
        }

        return c switch
        {
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            (byte)'b' => (byte)'\b',
            (byte)'a' => 7,
            _ => c,
        };
    }

    private static bool IsBlank(byte b) => b is (byte)' ' or (>= 9 and <= 13) or 0;

    /// <summary>Vertical tab and form feed lead a word or follow a quote, but do not end a word.</summary>
    private static bool EndsWord(byte b) => b is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r' or 0;

    private static bool IsHex(byte b) => Uri.IsHexDigit((char)b);

    private static int HexValue(byte b) => b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10;
}
