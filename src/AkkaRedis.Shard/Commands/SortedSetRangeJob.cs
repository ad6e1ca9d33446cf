using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>Writes entries from a rank on, upwards or downwards, after the reply's header.</summary>
internal sealed class SortedSetRangeJob(SortedSetView set, int rank, int count, bool isReverse, bool withScores, byte[] key)
    : ISlicedJob
{
    private SortedPlace _place = set.PlaceAt(rank);
    private int _left = count;

    public ReadOnlyMemory<byte> LockedKey => key;

    public bool Step(ReadContext c, int units)
    {
        var count = Math.Min(units, _left);
        Write(c, set, ref _place, count, isReverse, withScores);
        _left -= count;
        return _left == 0;
    }

    /// <summary>Writes so many entries from a place on, which moves behind them.</summary>
    public static void Write(ReadContext c, SortedSetView set, ref SortedPlace place, int count, bool isReverse, bool withScores)
    {
        for (; count > 0; count--)
        {
            c.Reply.Entry(set, place, withScores);
            _ = isReverse ? set.MovePrevious(ref place) : set.MoveNext(ref place);
        }
    }
}
