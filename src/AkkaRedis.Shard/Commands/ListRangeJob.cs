using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>Writes a range of a list after the reply's header; its places stay valid, as nobody writes the key meanwhile.</summary>
internal sealed class ListRangeJob(ListView list, ListPlace place, int count, byte[] key) : ISlicedJob
{
    private ListPlace _place = place;
    private int _left = count;

    public ReadOnlyMemory<byte> LockedKey => key;

    public bool Step(ReadContext c, int units)
    {
        var count = Math.Min(units, _left);
        Write(c, list, ref _place, count);
        _left -= count;
        return _left == 0;
    }

    /// <summary>Writes elements from a place on, which moves behind them.</summary>
    public static void Write(ReadContext c, ListView list, ref ListPlace place, int count)
    {
        for (; count > 0; count--)
        {
            c.Reply.Write(list, place);
            if (!list.MoveNext(ref place))
                return;
        }
    }
}
