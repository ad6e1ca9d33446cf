namespace AkkaRedis.Shard.Values;

/// <summary>
/// A place between two entries of a sorted set, told by what is before it: every range of a sorted set is cut out by two of
/// them. Either a score, or a text that members are compared with (when all scores are equal), or an entry: score and member.
/// Order of entries: by score, entries of equal score by the bytes of their members.
/// </summary>
public readonly ref struct SortedBound
{
    private enum Measure : byte
    {
        Score,
        Text,
        Entry,
    }

    private readonly ReadOnlySpan<byte> _text;
    private readonly double _score;
    private readonly Measure _measure;
    private readonly bool _isBehindEqual;

    private SortedBound(Measure measure, double score, ReadOnlySpan<byte> text, bool isBehindEqual)
    {
        _measure = measure;
        _score = score;
        _text = text;
        _isBehindEqual = isBehindEqual;
    }

    /// <summary>Before the first entry.</summary>
    public static SortedBound First => OfScore(double.NegativeInfinity, isBehindEqual: false);

    /// <summary>Behind the last entry.</summary>
    public static SortedBound Last => OfScore(double.PositiveInfinity, isBehindEqual: true);

    /// <summary>Before, or behind, all entries of a score.</summary>
    public static SortedBound OfScore(double score, bool isBehindEqual) => new(Measure.Score, score, default, isBehindEqual);

    /// <summary>Before, or behind, the member that equals a text, if there is one.</summary>
    public static SortedBound OfText(ReadOnlySpan<byte> text, bool isBehindEqual) => new(Measure.Text, 0, text, isBehindEqual);

    /// <summary>Before one entry.</summary>
    public static SortedBound OfEntry(double score, ReadOnlySpan<byte> member) => new(Measure.Entry, score, member, false);

    /// <summary>Is an entry before this bound, as far as its score tells? False when its member must be looked at.</summary>
    internal bool TryCompare(double score, out bool isBefore)
    {
        isBefore = score < _score || (_isBehindEqual && score == _score);
        return _measure == Measure.Score || (_measure == Measure.Entry && score != _score);
    }

    /// <summary>The same by the member of the entry, where the score does not tell.</summary>
    internal bool IsBehind(ReadOnlySpan<byte> member)
    {
        var order = member.SequenceCompareTo(_text);
        return order < 0 || (order == 0 && _isBehindEqual);
    }
}
