using AkkaRedis.Protocol;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// What ZRANGE and its many relatives ask for: a range by rank, score or text, its direction, LIMIT and WITHSCORES. Each
/// command allows some of the options and has the others in its name.
/// </summary>
internal ref struct SortedSetRangeQuery
{
    private SortedRange _range;
    private long _offset;
    private long _limit;

    public bool WithScores { get; private set; }

    public bool IsReverse { get; private set; }

    /// <summary>
    /// Reads "min max [options]" from an argument on; with null a kind or direction is what the options say. False, with the
    /// error written, when something is wrong.
    /// </summary>
    public static bool TryParse(
        ReadContext c, int firstArg, SortedRangeKind? kind, bool? isReverse, bool stores, out SortedSetRangeQuery query)
    {
        query = new SortedSetRangeQuery { _limit = -1 };
        for (var i = firstArg + 2; i < c.Args.Count; i++)
        {
            if (!stores && c.Is(i, "WITHSCORES"u8))
                query.WithScores = true;
            else if (c.Is(i, "LIMIT"u8) && i + 2 < c.Args.Count)
            {
                if (!c.TryLong(i + 1, out query._offset) || !c.TryLong(i + 2, out query._limit))
                    return false;
                i += 2;
            }
            else if (isReverse is null && c.Is(i, "REV"u8))
                isReverse = true;
            else if (kind is null && c.Is(i, "BYLEX"u8))
                kind = SortedRangeKind.Text;
            else if (kind is null && c.Is(i, "BYSCORE"u8))
                kind = SortedRangeKind.Score;
            else
            {
                c.Reply.Error(Errors.Syntax);
                return false;
            }
        }

        query.IsReverse = isReverse ?? false;
        return query.TryParseRange(c, firstArg, kind ?? SortedRangeKind.Rank);
    }

    /// <summary>How many entries of a set are asked for, and the rank of the first to give.</summary>
    public readonly int CountIn(SortedSetView set, out int firstRank)
    {
        var count = _range.CountIn(set, out firstRank);
        if (_offset < 0 || _offset >= count)
            return 0;
        var left = count - (int)_offset;
        var given = _limit < 0 ? left : (int)Math.Min(_limit, left);
        firstRank = IsReverse ? firstRank + left - 1 : firstRank + (int)_offset;
        return given;
    }

    private bool TryParseRange(ReadContext c, int firstArg, SortedRangeKind kind)
    {
        if (_limit != -1 && kind == SortedRangeKind.Rank)
        {
            c.Reply.Error("ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX"u8);
            return false;
        }

        if (WithScores && kind == SortedRangeKind.Text)
        {
            c.Reply.Error("ERR syntax error, WITHSCORES not supported in combination with BYLEX"u8);
            return false;
        }

        var swaps = IsReverse && kind != SortedRangeKind.Rank;
        if (!SortedRange.TryParse(c, kind, swaps ? firstArg + 1 : firstArg, swaps ? firstArg : firstArg + 1, out _range))
            return false;
        if (kind != SortedRangeKind.Rank)
            return true;
        _offset = 0;
        if (IsReverse)
            _range = _range.Mirrored();
        return true;
    }
}
