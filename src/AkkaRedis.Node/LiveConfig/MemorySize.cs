using System.Globalization;

namespace AkkaRedis.Node.LiveConfig;

/// <summary>
/// Sizes as redis.conf writes them: digits, then b, k, m, g for powers of 1000 or kb, mb, gb for powers of 1024, in any letter
/// case; no unit means bytes.
/// </summary>
public static class MemorySize
{
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits < 0)
            digits = text.Length;
        if (!TryUnit(text.AsSpan(digits), out var unit))
            return false;
        if (!long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            return false;
        if (count > long.MaxValue / unit)
            return false;
        bytes = count * unit;
        return true;
    }

    private static bool TryUnit(ReadOnlySpan<char> text, out long bytes)
    {
        Span<char> unit = stackalloc char[2];
        bytes = 0;
        if (text.Length > unit.Length)
            return false;
        var length = text.ToLowerInvariant(unit);
        bytes = unit[..length] switch
        {
            "" or "b" => 1,
            "k" => 1000,
            "kb" => 1L << 10,
            "m" => 1000 * 1000,
            "mb" => 1L << 20,
            "g" => 1000 * 1000 * 1000,
            "gb" => 1L << 30,
            _ => 0,
        };
        return bytes > 0;
    }
}
