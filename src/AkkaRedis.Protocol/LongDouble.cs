using System.Globalization;
using System.Numerics;
using System.Text;

namespace AkkaRedis.Protocol;

/// <summary>
/// The 80-bit extended float of x86, in which redis-server adds for INCRBYFLOAT and HINCRBYFLOAT: 64 bits of mantissa, 15 of
/// exponent. Sums made in a double would differ in the printed digits.
/// A value is <c>mantissa * 2^exponent</c>. Parsing, adding and printing are exact, each followed by one rounding to the
/// nearest, ties to even, as the hardware and the C library do. An infinity carries no sign: whoever meets one refuses.
/// </summary>
public readonly struct LongDouble
{
    private const int MantissaBits = 64;
    private const int MinExponent = -16445;
    private const int MaxBits = 16384;

    /// <summary>Longest text that is read, as in redis-server (5 KB with its terminator).</summary>
    private const int MaxTextBytes = 5 * 1024 - 1;

    /// <summary>A decimal magnitude beyond this overflows, or underflows, for certain; bounds the powers that are computed.</summary>
    private const int MaxDecimalMagnitude = 4970;

    private const int MaxExponentValue = 1_000_000;

    /// <summary>Digits behind the point when printed.</summary>
    private const int FractionDigits = 17;

    private static readonly BigInteger PrintScale = BigInteger.Pow(10, FractionDigits);

    private readonly BigInteger _mantissa;
    private readonly int _exponent;
    private readonly bool _isInfinite;

    private LongDouble(BigInteger mantissa, int exponent)
    {
        _mantissa = mantissa;
        _exponent = exponent;
        _isInfinite = mantissa.GetBitLength() + exponent > MaxBits;
    }

    private LongDouble(bool isInfinite) => _isInfinite = isInfinite;

    public bool IsFinite => !_isInfinite;

    public static LongDouble operator +(LongDouble a, LongDouble b)
    {
        if (a._isInfinite || b._isInfinite)
            return new LongDouble(isInfinite: true);
        var exponent = Math.Min(a._exponent, b._exponent);
        return Round((a._mantissa << (a._exponent - exponent)) + (b._mantissa << (b._exponent - exponent)), exponent);
    }

    /// <summary>
    /// A number as strtold reads it: decimal or hexadecimal, inf and infinity, nothing left over. What overflows, or is too
    /// small to be told from zero, is refused.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out LongDouble value)
    {
        value = default;
        if (text.IsEmpty || text.Length > MaxTextBytes)
            return false;
        var negative = text[0] == (byte)'-';
        var number = text[0] is (byte)'-' or (byte)'+' ? text[1..] : text;
        if (Ascii.EqualsIgnoreCase(number, "inf"u8) || Ascii.EqualsIgnoreCase(number, "infinity"u8))
        {
            value = new LongDouble(isInfinite: true);
            return true;
        }

        var isHex = number.Length > 2 && number[0] == (byte)'0' && number[1] is (byte)'x' or (byte)'X';
        if (!Literal.TryScan(isHex ? number[2..] : number, isHex, out var literal))
            return false;
        if (literal.Digits.IsZero)
            return true;
        if (!TryScale(literal, out value) || value._isInfinite || value._mantissa.IsZero)
            return false;
        if (negative)
            value = new LongDouble(-value._mantissa, value._exponent);
        return true;
    }

    /// <summary>With 17 digits behind the point, but no zeros at their end; never an exponent.</summary>
    public override string ToString()
    {
        if (_isInfinite)
            return "inf";
        var scaled = BigInteger.Abs(_mantissa) * PrintScale;
        scaled = _exponent >= 0 ? scaled << _exponent : ShiftRightToNearest(scaled, -_exponent);
        var digits = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(FractionDigits + 1, '0');
        var fraction = digits.AsSpan(digits.Length - FractionDigits).TrimEnd('0');
        var sign = _mantissa.Sign < 0 && !scaled.IsZero ? "-" : "";
        return $"{sign}{digits.AsSpan(0, digits.Length - FractionDigits)}{(fraction.IsEmpty ? "" : ".")}{fraction}";
    }

    private static bool TryScale(in Literal literal, out LongDouble value)
    {
        value = default;
        if (literal.IsHex)
        {
            if (Math.Abs(literal.Exponent) > 2 * MaxBits)
                return false;
            value = Round(literal.Digits, literal.Exponent);
            return true;
        }

        if (Math.Abs(literal.DigitCount + literal.Exponent) > MaxDecimalMagnitude)
            return false;
        value = literal.Exponent >= 0
            ? Round(literal.Digits * BigInteger.Pow(10, literal.Exponent), 0)
            : Divide(literal.Digits, BigInteger.Pow(10, -literal.Exponent));
        return true;
    }

    /// <summary>The quotient with a few bits more than the mantissa holds, the last one telling of a remainder, rounded.</summary>
    private static LongDouble Divide(BigInteger dividend, BigInteger divisor)
    {
        var shift = (int)Math.Max(0, MantissaBits + 2 - (dividend.GetBitLength() - divisor.GetBitLength()));
        var quotient = BigInteger.DivRem(dividend << shift, divisor, out var remainder);
        return Round((quotient << 1) | (remainder.IsZero ? 0 : 1), -shift - 1);
    }

    private static LongDouble Round(BigInteger mantissa, int exponent)
    {
        var excess = (int)Math.Max(BigInteger.Abs(mantissa).GetBitLength() - MantissaBits, MinExponent - exponent);
        if (excess <= 0)
            return new LongDouble(mantissa, exponent);
        var rounded = ShiftRightToNearest(BigInteger.Abs(mantissa), excess);
        return new LongDouble(mantissa.Sign * rounded, exponent + excess);
    }

    private static BigInteger ShiftRightToNearest(BigInteger value, int bits)
    {
        if (bits == 0)
            return value;
        var result = value >> bits;
        var rest = value - (result << bits);
        var order = rest.CompareTo(BigInteger.One << (bits - 1));
        return order > 0 || (order == 0 && !result.IsEven) ? result + 1 : result;
    }

    /// <summary>A number's text in parts: digits without the point, and the exponent (of ten, or of two) that they then have.</summary>
    private readonly record struct Literal(bool IsHex, BigInteger Digits, int DigitCount, int Exponent)
    {
        public static bool TryScan(ReadOnlySpan<byte> text, bool isHex, out Literal literal)
        {
            literal = default;
            var end = isHex ? text.IndexOfAny("pP"u8) : text.IndexOfAny("eE"u8);
            var exponent = 0;
            if (end >= 0 && !TryScanExponent(text[(end + 1)..], out exponent))
                return false;
            var number = end < 0 ? text : text[..end];
            var point = number.IndexOf((byte)'.');
            var whole = point < 0 ? number : number[..point];
            var fraction = point < 0 ? default : number[(point + 1)..];
            if (whole.Length + fraction.Length == 0 || !AreDigits(whole, isHex) || !AreDigits(fraction, isHex))
                return false;
            var digits = (Encoding.ASCII.GetString(whole) + Encoding.ASCII.GetString(fraction)).TrimStart('0');
            var style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
            var value = BigInteger.Parse("0" + digits, style, CultureInfo.InvariantCulture);
            literal = new Literal(isHex, value, digits.Length, exponent - fraction.Length * (isHex ? 4 : 1));
            return true;
        }

        /// <summary>A written exponent beyond any that matters is cut to <see cref="MaxExponentValue"/>.</summary>
        private static bool TryScanExponent(ReadOnlySpan<byte> text, out int exponent)
        {
            exponent = 0;
            var negative = !text.IsEmpty && text[0] == (byte)'-';
            var digits = negative || (!text.IsEmpty && text[0] == (byte)'+') ? text[1..] : text;
            if (digits.IsEmpty || !AreDigits(digits, isHex: false))
                return false;
            foreach (var digit in digits)
                exponent = Math.Min(MaxExponentValue, exponent * 10 + (digit - '0'));
            if (negative)
                exponent = -exponent;
            return true;
        }

        private static bool AreDigits(ReadOnlySpan<byte> text, bool isHex)
        {
            foreach (var c in text)
            {
                if (!(isHex ? char.IsAsciiHexDigit((char)c) : char.IsAsciiDigit((char)c)))
                    return false;
            }

            return true;
        }
    }
}
