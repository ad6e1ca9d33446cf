using System.Globalization;
using AkkaRedis.Protocol;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>What the two ends of a range are.</summary>
internal enum SortedRangeKind
{
    Rank,
    Score,
    Text,
}

/// <summary>A range of a sorted set as two arguments tell it: from a least to a greatest rank, score or text.</summary>
internal readonly ref struct SortedRange
{
    private static ReadOnlySpan<byte> NotScore => "ERR min or max is not a float"u8;

    private static ReadOnlySpan<byte> NotText => "ERR min or max not valid string range item"u8;

    private readonly SortedBound _from;
    private readonly SortedBound _to;
    private readonly long _first;
    private readonly long _last;
    private readonly bool _isOfRanks;

    private SortedRange(SortedBound from, SortedBound to)
    {
        _from = from;
        _to = to;
    }

    private SortedRange(long first, long last) => (_first, _last, _isOfRanks) = (first, last, true);

    /// <summary>False, with the error written, when an argument is not what it should be.</summary>
    public static bool TryParse(ReadContext c, SortedRangeKind kind, int leastArg, int greatestArg, out SortedRange range)
    {
        range = default;
        if (kind == SortedRangeKind.Rank)
        {
            if (!c.TryLong(leastArg, out var first) || !c.TryLong(greatestArg, out var last))
                return false;
            range = new SortedRange(first, last);
            return true;
        }

        var isScore = kind == SortedRangeKind.Score;
        if (TryBound(c.Args[leastArg], isScore, isLeast: true, out var from)
            && TryBound(c.Args[greatestArg], isScore, isLeast: false, out var to))
        {
            range = new SortedRange(from, to);
            return true;
        }

        c.Reply.Error(isScore ? NotScore : NotText);
        return false;
    }

    /// <summary>The number of entries of a set that are in the range, and the rank of the first.</summary>
    public int CountIn(SortedSetView set, out int firstRank)
    {
        firstRank = 0;
        if (_isOfRanks)
            return CountRanks(set.Count, out firstRank);
        firstRank = set.CountBefore(_from);
        return Math.Max(0, set.CountBefore(_to) - firstRank);
    }

    /// <summary>The range of ranks that are counted from the other end.</summary>
    public SortedRange Mirrored() => new(~_last, ~_first);

    private int CountRanks(int count, out int firstRank)
    {
        firstRank = (int)Math.Clamp(_first < 0 ? _first + count : _first, 0, count);
        var last = (int)Math.Clamp(_last < 0 ? _last + count : _last, -1, count - 1);
        return Math.Max(0, last - firstRank + 1);
    }

    private static bool TryBound(ReadOnlySpan<byte> text, bool isScore, bool isLeast, out SortedBound bound)
    {
        if (!isScore)
            return TryText(text, isLeast, out bound);
        var isOpen = !text.IsEmpty && text[0] == (byte)'(';
        bound = default;
        if (!TryScore(isOpen ? text[1..] : text, out var score))
            return false;
        bound = SortedBound.OfScore(score, isBehindEqual: isLeast == isOpen);
        return true;
    }

    /// <summary>"[text" with the text itself, "(text" without it, "-" and "+" without an end.</summary>
    private static bool TryText(ReadOnlySpan<byte> text, bool isLeast, out SortedBound bound)
    {
        bound = default;
        if (text.IsEmpty)
            return false;
        switch (text[0])
        {
            case (byte)'-' when text.Length == 1:
                bound = SortedBound.First;
                return true;
            case (byte)'+' when text.Length == 1:
                bound = SortedBound.Last;
                return true;
            case (byte)'(' or (byte)'[':
                bound = SortedBound.OfText(text[1..], isBehindEqual: isLeast == (text[0] == (byte)'('));
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// A score as C's strtod reads it up to the first zero byte: with blanks before it, too large ones as infinite, nothing at
    /// all as 0.
    /// </summary>
    private static bool TryScore(ReadOnlySpan<byte> text, out double score)
    {
        score = 0;
        var end = text.IndexOf((byte)0);
        if (end >= 0)
            text = text[..end];
        if (text.IsEmpty || Numbers.TryParseDouble(text, out score))
            return true;
        var word = text.TrimStart(" \t\n\v\f\r"u8);
        const NumberStyles styles = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return !word.IsEmpty && (Numbers.TryParseDouble(word, out score)
            || (char.IsAsciiDigit((char)word[^1]) && double.TryParse(word, styles, CultureInfo.InvariantCulture, out score)));
    }
}
