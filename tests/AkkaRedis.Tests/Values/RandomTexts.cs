using System.Globalization;
using System.Text;

namespace AkkaRedis.Tests.Values;

/// <summary>
/// Byte strings of all the kinds a value tells apart: empty, integers at the edges of their widths, almost integers, long ones.
/// </summary>
internal static class RandomTexts
{
    private static readonly string[] AlmostIntegers = ["-0", "00", "+1", "01", " 1", "1 ", "9223372036854775808", "1.5", "-"];

    public static byte[] Next(Random random, int maxBytes = 100_000) => random.Next(12) switch
    {
        0 => [],
        1 or 2 => Ascii(random.Next(-3, 130)),
        3 => Ascii(1L << random.Next(64)),
        4 => Ascii((1L << random.Next(1, 64)) - random.Next(-1, 3)),
        5 => Ascii(-(1L << random.Next(64)) - random.Next(-1, 2)),
        6 => Encoding.ASCII.GetBytes(AlmostIntegers[random.Next(AlmostIntegers.Length)]),
        7 => Bytes(random, Math.Min(maxBytes, random.Next(60, 135))),
        8 => Bytes(random, Math.Min(maxBytes, random.Next(250, 260))),
        9 when random.Next(40) == 0 => Bytes(random, random.Next(maxBytes)),
        _ => Bytes(random, random.Next(1, 20)),
    };

    public static byte[] Ascii(long value) => Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture));

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
