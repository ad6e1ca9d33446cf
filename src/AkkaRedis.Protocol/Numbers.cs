using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace AkkaRedis.Protocol;

/// <summary>Numbers as Redis reads them from arguments: strict, no surrounding blanks, nothing left over.</summary>
public static class Numbers
{
    /// <summary>A 64-bit integer: no plus sign, no leading zeros, no "-0". As Redis' string2ll.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParseLong(ReadOnlySpan<byte> text, out long value)
    {
        if (text.IsEmpty || text.Length > 20)
        {
            value = 0;
            return false;
        }

        var first = text[0];
        if (first == (byte)'0')
        {
            value = 0;
            return text.Length == 1;
        }

        if (first == (byte)'-' ? text.Length < 2 || text[1] is < (byte)'1' or > (byte)'9' : first is < (byte)'1' or > (byte)'9')
        {
            value = 0;
            return false;
        }

        return Utf8Parser.TryParse(text, out value, out var used) && used == text.Length;
    }

    /// <summary>
    /// A double as strtod reads it, inf and nan words included (nan is refused); no blanks around it. Hexadecimal floats
    /// are not taken.
    /// </summary>
    public static bool TryParseDouble(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.IsEmpty || text.Length > 512)
            return false;
        if (TryParseInfinity(text, out value))
            return true;
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, styles, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
    }

    private static bool TryParseInfinity(ReadOnlySpan<byte> text, out double value)
    {
        var negative = text[0] == (byte)'-';
        var word = text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        value = negative ? double.NegativeInfinity : double.PositiveInfinity;
        return Ascii.EqualsIgnoreCase(word, "inf"u8) || Ascii.EqualsIgnoreCase(word, "infinity"u8);
    }
}
