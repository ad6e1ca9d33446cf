using System.Buffers.Text;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace AkkaRedis.Protocol;

/// <summary>Numbers as Redis reads them from arguments: strict, no surrounding blanks, nothing left over.</summary>
public static class Numbers
{
    /// <summary>A longer text is no double: the time to read it should not be noticed. Redis has no limit.</summary>
    private const int MaxDoubleBytes = 1 << 16;

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
    /// A double as strtod reads it, hexadecimal ones and inf included (nan is refused); no blanks around it. One too large, or so
    /// small that it would become 0, is refused.
    /// </summary>
    public static bool TryParseDouble(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        if (text.IsEmpty || text.Length > MaxDoubleBytes)
            return false;
        if (TryParseInfinity(text, out value))
            return true;
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!double.TryParse(text, styles, CultureInfo.InvariantCulture, out value) && !HexFloat.TryParse(text, out value))
            return false;
        return double.IsFinite(value) && (value != 0 || !HasNonZeroDigit(text));
    }

    private static bool HasNonZeroDigit(ReadOnlySpan<byte> text)
    {
        var exponent = text.IndexOfAny("eEpP"u8);
        return (exponent < 0 ? text : text[..exponent]).IndexOfAnyInRange((byte)'1', (byte)'9') >= 0;
    }

    private static bool TryParseInfinity(ReadOnlySpan<byte> text, out double value)
    {
        var negative = text[0] == (byte)'-';
        var word = text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        value = negative ? double.NegativeInfinity : double.PositiveInfinity;
        return Ascii.EqualsIgnoreCase(word, "inf"u8) || Ascii.EqualsIgnoreCase(word, "infinity"u8);
    }
}
