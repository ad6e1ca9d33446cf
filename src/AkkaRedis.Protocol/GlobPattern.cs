namespace AkkaRedis.Protocol;

/// <summary>
/// Patterns of KEYS, SCAN, PSUBSCRIBE and CONFIG GET: <c>*</c>, <c>?</c>, <c>[abc]</c>, <c>[a-z]</c>, <c>[^…]</c> and
/// <c>\</c> before a character meant literally. Follows redis-server to its corners: a class that is not closed ends with
/// the pattern, a range takes any third character as its end (also <c>]</c>) and its ends in any order, bytes in a range
/// compare as signed, and an empty text matches only an empty pattern.
/// Everything but the star matches exactly one byte, so after a mismatch it is enough to let the last star take one byte
/// more; the time is at most pattern times text. A pattern with more than <see cref="MaxStars"/> stars before its end matches
/// nothing, as in redis-server, where each is a call.
/// </summary>
public static class GlobPattern
{
    /// <summary>Stars side by side are one.</summary>
    private const int MaxStars = 1000;

    /// <summary>Is the pattern a lone star? Callers take that as everything, the empty name included.</summary>
    public static bool IsAll(ReadOnlySpan<byte> pattern) => pattern.Length == 1 && pattern[0] == (byte)'*';

    public static bool IsMatch(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text, bool ignoreCase = false)
    {
        if (text.IsEmpty)
            return pattern.IsEmpty;
        int p = 0, t = 0, afterStar = -1, starText = 0, stars = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && pattern[p] == (byte)'*')
            {
                while (p < pattern.Length && pattern[p] == (byte)'*')
                    p++;
                if (p == pattern.Length)
                    return true;
                if (++stars > MaxStars)
                    return false;
                afterStar = p;
                starText = t;
            }
            else if (p < pattern.Length && MatchesOne(pattern, ref p, text[t], ignoreCase))
            {
                t++;
            }
            else if (afterStar < 0)
            {
                return false;
            }
            else
            {
                p = afterStar;
                t = ++starText;
            }
        }

        return pattern[p..].TrimStart((byte)'*').IsEmpty;
    }

    /// <summary>Compares one byte with the pattern element at <paramref name="p"/>, which moves behind it.</summary>
    private static bool MatchesOne(ReadOnlySpan<byte> pattern, ref int p, byte value, bool ignoreCase)
    {
        switch (pattern[p])
        {
            case (byte)'?':
                p++;
                return true;
            case (byte)'[':
                p++;
                return MatchesClass(pattern, ref p, value, ignoreCase);
            case (byte)'\\' when p + 1 < pattern.Length:
                p += 2;
                return AreEqual(pattern[p - 1], value, ignoreCase);
            default:
                return AreEqual(pattern[p++], value, ignoreCase);
        }
    }

    private static bool MatchesClass(ReadOnlySpan<byte> pattern, ref int p, byte value, bool ignoreCase)
    {
        var negated = p < pattern.Length && pattern[p] == (byte)'^';
        if (negated)
            p++;
        var found = false;
        while (p < pattern.Length)
        {
            if (pattern[p] == (byte)'\\' && p + 1 < pattern.Length)
            {
                found |= AreEqual(pattern[p + 1], value, ignoreCase);
                p += 2;
            }
            else if (pattern[p] == (byte)']')
            {
                p++;
                break;
            }
            else if (p + 2 < pattern.Length && pattern[p + 1] == (byte)'-')
            {
                found |= IsBetween(pattern[p], pattern[p + 2], value, ignoreCase);
                p += 3;
            }
            else
            {
                found |= AreEqual(pattern[p++], value, ignoreCase);
            }
        }

        return found != negated;
    }

    private static bool IsBetween(byte first, byte last, byte value, bool ignoreCase)
    {
        int a = (sbyte)Fold(first, ignoreCase), b = (sbyte)Fold(last, ignoreCase), v = (sbyte)Fold(value, ignoreCase);
        return v >= Math.Min(a, b) && v <= Math.Max(a, b);
    }

    private static bool AreEqual(byte a, byte b, bool ignoreCase) => a == b || (ignoreCase && Fold(a, true) == Fold(b, true));

    private static byte Fold(byte value, bool ignoreCase) =>
        ignoreCase && value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;
}
