using System.Buffers.Text;
using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Commands;

/// <summary>An element that is sorted, and what it is sorted by.</summary>
internal struct SortItem
{
    public byte[] Element;

    /// <summary>What a pattern found for it, to be compared as bytes; null when that was nothing.</summary>
    public byte[]? Text;

    /// <summary>The number to compare; 0 when a pattern found nothing.</summary>
    public double Score;

    /// <summary>
    /// A number as strtod reads it, and SORT takes it: blanks before it, an empty text is 0, a zero byte ends it. What is not
    /// a number, or beyond what a double holds exactly enough, is refused.
    /// </summary>
    public static bool TryScore(ReadOnlySpan<byte> text, out double score)
    {
        text = Visible(text);
        score = 0;
        if (text.IsEmpty)
            return true;
        text = text.TrimStart(" \t\n\v\f\r"u8);
        if (IsHexadecimal(text))
            return LongDouble.TryParse(text, out var wide)
                && Utf8Parser.TryParse(System.Text.Encoding.ASCII.GetBytes(wide.ToString()), out score, out _);
        return Numbers.TryParseDouble(text, out score) && !IsUnderflow(text, score);
    }

    /// <summary>Compares two elements by their numbers; equal ones by themselves.</summary>
    public static int CompareScores(in SortItem a, in SortItem b)
    {
        var byScore = a.Score.CompareTo(b.Score);
        return byScore != 0 ? byScore : CompareElements(a, b);
    }

    public static int CompareElements(in SortItem a, in SortItem b) => a.Element.AsSpan().SequenceCompareTo(b.Element);

    /// <summary>Compares what a pattern found; nothing is before everything.</summary>
    public static int CompareTexts(in SortItem a, in SortItem b)
    {
        if (a.Text is null || b.Text is null)
            return (a.Text is null ? 0 : 1) - (b.Text is null ? 0 : 1);
        return a.Text.AsSpan().SequenceCompareTo(b.Text);
    }

    /// <summary>
    /// The same two as a reply has them, where redis-server compares as C does: a zero byte ends a text, and what differs only
    /// behind it stays in its order.
    /// </summary>
    public static int CompareVisibleElements(in SortItem a, in SortItem b) => Visible(a.Element).SequenceCompareTo(Visible(b.Element));

    public static int CompareVisibleTexts(in SortItem a, in SortItem b) =>
        a.Text is null || b.Text is null ? CompareTexts(a, b) : Visible(a.Text).SequenceCompareTo(Visible(b.Text));

    private static ReadOnlySpan<byte> Visible(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOf((byte)0);
        return end < 0 ? text : text[..end];
    }

    private static bool IsHexadecimal(ReadOnlySpan<byte> text)
    {
        var digits = text is [(byte)'+' or (byte)'-', ..] ? text[1..] : text;
        return digits is [(byte)'0', (byte)'x' or (byte)'X', ..];
    }

    private static bool IsUnderflow(ReadOnlySpan<byte> text, double score)
    {
        if (Math.Abs(score) >= 2.2250738585072014e-308)
            return false;
        var exponent = text.IndexOfAny((byte)'e', (byte)'E');
        return score != 0 || (exponent < 0 ? text : text[..exponent]).IndexOfAnyInRange((byte)'1', (byte)'9') >= 0;
    }
}

/// <summary>Which of two items comes first: negative for the first one, 0 for whichever was first before.</summary>
internal delegate int CompareItems(in SortItem a, in SortItem b);
