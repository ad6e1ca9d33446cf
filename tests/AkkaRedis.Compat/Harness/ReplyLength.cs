using System.Buffers.Text;

namespace AkkaRedis.Compat.Harness;

/// <summary>Finds where a reply ends, so that it can be taken out of a buffer in one piece.</summary>
internal static class ReplyLength
{
    /// <summary>Bytes of the first reply with all its elements; -1 when some of them are not there yet.</summary>
    public static int Of(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        for (var open = 1L; open > 0; open--)
        {
            var lineBytes = bytes[at..].IndexOf((byte)'\n') + 1;
            if (lineBytes == 0)
                return -1;
            var line = bytes.Slice(at, lineBytes);
            at += lineBytes;
            if (line[0] is (byte)'$' or (byte)'=')
                at += Number(line) is var length and >= 0 ? length + 2 : 0;
            else if (line[0] is (byte)'*' or (byte)'~' or (byte)'>')
                open += Math.Max(0, Number(line));
            else if (line[0] is (byte)'%')
                open += 2L * Math.Max(0, Number(line));
            if (at > bytes.Length)
                return -1;
        }

        return at;
    }

    private static int Number(ReadOnlySpan<byte> line) =>
        Utf8Parser.TryParse(line[1..], out int number, out _) ? number : throw new FormatException("a length that is no number");
}
