using System.Buffers.Text;

namespace AkkaRedis.Protocol.Resp;

/// <summary>
/// Finds its way through replies the server wrote itself, to join replies of several shards. Input is well-formed by
/// construction; what is not breaks an invariant.
/// </summary>
public static class RespScanner
{
    /// <summary>The number of the first line: ":12", "*3", "$5".</summary>
    public static long ReadLong(ReadOnlySpan<byte> reply)
    {
        Check.That(Utf8Parser.TryParse(reply[1..], out long value, out _), "reply line holds a number");
        return value;
    }

    /// <summary>Index after the line that starts at <paramref name="at"/>.</summary>
    public static int LineEnd(ReadOnlySpan<byte> reply, int at)
    {
        var cr = reply[at..].IndexOf((byte)'\r');
        Check.That(cr >= 0, "reply line has an end");
        return at + cr + 2;
    }

    /// <summary>Index after the value, with all it contains, that starts at <paramref name="at"/>.</summary>
    public static int ValueEnd(ReadOnlySpan<byte> reply, int at)
    {
        for (var missing = 1L; missing > 0; missing--)
        {
            var type = reply[at];
            var end = LineEnd(reply, at);
            switch (type)
            {
                case (byte)'$' or (byte)'=' or (byte)'!':
                    var length = ReadLong(reply[at..]);
                    at = length < 0 ? end : end + checked((int)length) + 2;
                    break;
                case (byte)'*' or (byte)'~' or (byte)'>':
                    missing += Math.Max(0, ReadLong(reply[at..]));
                    at = end;
                    break;
                case (byte)'%':
                    missing += 2 * ReadLong(reply[at..]);
                    at = end;
                    break;
                default:
                    at = end;
                    break;
            }
        }

        return at;
    }
}
