using System.Buffers.Text;
using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Values;

/// <summary>
/// How numbers and texts lie in a <see cref="StreamChunk"/>. A number is a varint: seven bits a byte, the lowest first. A text
/// starts with a number n: for an even one n/2 bytes follow, the text; for an odd one n/2 bytes (0 to 8) that are an integer,
/// two's complement, little endian, as few bytes as do. What reads as a 64-bit integer in canonical form is held as one.
/// </summary>
internal static class StreamText
{
    /// <summary>Bytes needed to hold the text of an integer.</summary>
    public const int ScratchBytes = 20;

    public static int NumberBytes(ulong value)
    {
        var bytes = 1;
        for (; value >= 0x80; value >>= 7)
            bytes++;
        return bytes;
    }

    /// <summary>Writes a number and moves behind it.</summary>
    public static void WriteNumber(Span<byte> bytes, ref int at, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes[at++] = (byte)(value | 0x80);
        bytes[at++] = (byte)value;
    }

    public static ulong ReadNumber(ReadOnlySpan<byte> bytes, scoped ref int at)
    {
        ulong value = bytes[at++];
        if (value < 0x80)
            return value;
        value &= 0x7F;
        for (var shift = 7; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }

    /// <summary>Bytes a text takes.</summary>
    public static int Bytes(ReadOnlySpan<byte> text) =>
        Numbers.TryParseLong(text, out var integer) ? 1 + Width(integer) : NumberBytes(2 * (ulong)text.Length) + text.Length;

    /// <summary>Writes a text and moves behind it.</summary>
    public static void Write(Span<byte> bytes, ref int at, ReadOnlySpan<byte> text)
    {
        if (!Numbers.TryParseLong(text, out var integer))
        {
            WriteNumber(bytes, ref at, 2 * (ulong)text.Length);
            text.CopyTo(bytes[at..]);
            at += text.Length;
            return;
        }

        var width = Width(integer);
        bytes[at++] = (byte)(2 * width + 1);
        for (var i = 0; i < width; i++)
            bytes[at++] = (byte)(integer >> (8 * i));
    }

    /// <summary>Reads a text and moves behind it; an integer's is written into <paramref name="scratch"/>.</summary>
    public static ReadOnlySpan<byte> Read(ReadOnlySpan<byte> bytes, scoped ref int at, Span<byte> scratch)
    {
        var head = ReadNumber(bytes, ref at);
        var length = (int)(head >> 1);
        var body = bytes.Slice(at, length);
        at += length;
        if ((head & 1) == 0)
            return body;
        Utf8Formatter.TryFormat(Integer(body), scratch, out var written);
        return scratch[..written];
    }

    /// <summary>Moves behind so many texts.</summary>
    public static void Skip(ReadOnlySpan<byte> bytes, ref int at, int texts)
    {
        for (; texts > 0; texts--)
        {
            var head = ReadNumber(bytes, ref at);
            at += (int)(head >> 1);
        }
    }

    private static int Width(long integer)
    {
        if (integer == 0)
            return 0;
        var width = 1;
        while (width < 8 && integer >> (8 * width - 1) is not (0 or -1))
            width++;
        return width;
    }

    private static long Integer(ReadOnlySpan<byte> body)
    {
        if (body.IsEmpty)
            return 0;
        ulong value = 0;
        for (var i = body.Length - 1; i >= 0; i--)
            value = (value << 8) | body[i];
        var unused = 64 - 8 * body.Length;
        return (long)value << unused >> unused;
    }
}
