using System.Globalization;

namespace AkkaRedis.Protocol;

/// <summary>
/// Hexadecimal numbers as C's strtod reads them: "0x", hexadecimal digits with or without a point, and after a "p" a decimal
/// exponent of two: 0x1.8p3 is 12.
/// </summary>
internal static class HexFloat
{
    private const int MaxMantissaDigits = 15;

    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        var isNegative = !text.IsEmpty && text[0] == (byte)'-';
        if (!text.IsEmpty && text[0] is (byte)'-' or (byte)'+')
            text = text[1..];
        if (text.Length < 3 || text[0] != (byte)'0' || (text[1] | 0x20) != 'x')
            return false;
        text = text[2..];
        var p = text.IndexOfAny((byte)'p', (byte)'P');
        var exponent = 0;
        if (p >= 0 && !int.TryParse(text[(p + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            return false;
        if (!TryMantissa(p < 0 ? text : text[..p], out var mantissa, out var shift))
            return false;
        value = Math.ScaleB(isNegative ? -(double)mantissa : mantissa, (int)Math.Clamp((long)exponent + shift, -5000, 5000));
        return true;
    }

    /// <summary>
    /// The digits as a whole number times 2^<paramref name="shift"/>; what is beyond its room only makes it odd, for rounding.
    /// </summary>
    private static bool TryMantissa(ReadOnlySpan<byte> digits, out ulong mantissa, out int shift)
    {
        (mantissa, shift) = (0, 0);
        var point = digits.IndexOf((byte)'.');
        if (digits.Length == (point < 0 ? 0 : 1))
            return false;
        var taken = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            if (i == point)
                continue;
            if (!char.IsAsciiHexDigit((char)digits[i]))
                return false;
            var digit = (uint)(char.IsAsciiDigit((char)digits[i]) ? digits[i] - '0' : (digits[i] | 0x20) - 'a' + 10);
            var isAfterPoint = point >= 0 && i > point;
            if (taken < MaxMantissaDigits)
            {
                mantissa = mantissa << 4 | digit;
                taken += mantissa == 0 ? 0 : 1;
                shift -= isAfterPoint ? 4 : 0;
                continue;
            }

            mantissa |= digit == 0 ? 0UL : 1;
            shift += isAfterPoint ? 0 : 4;
        }

        return true;
    }
}
