using AkkaRedis.Protocol;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>The options of LPOS.</summary>
internal readonly record struct ListPositionOptions(long Rank, long Count, long MaxLength, bool IsArray)
{
    /// <summary>Is the search from the tail on? The rank then counts from there.</summary>
    public bool IsFromTail => Rank < 0;

    /// <summary>Equal elements to pass over before the first one that counts.</summary>
    public long Skip => Rank == long.MinValue ? 0 : Math.Abs(Rank) - 1;

    public static bool TryParse(ReadContext c, out ListPositionOptions options)
    {
        options = new ListPositionOptions(Rank: 1, Count: 1, MaxLength: 0, IsArray: false);
        for (var i = 3; i < c.Args.Count; i += 2)
        {
            if (i + 1 == c.Args.Count || !IsOption(c, i))
            {
                c.Reply.Error(Errors.Syntax);
                return false;
            }

            if (!TryTake(c, i, ref options))
                return false;
        }

        return true;
    }

    private static bool IsOption(ReadContext c, int arg) => c.Is(arg, "RANK"u8) || c.Is(arg, "COUNT"u8) || c.Is(arg, "MAXLEN"u8);

    private static bool TryTake(ReadContext c, int arg, ref ListPositionOptions options)
    {
        if (c.Is(arg, "RANK"u8))
            return TryTakeRank(c, arg + 1, ref options);
        var isCount = c.Is(arg, "COUNT"u8);
        if (!Numbers.TryParseLong(c.Args[arg + 1], out var value) || value < 0)
        {
            c.Reply.Error(isCount ? "ERR COUNT can't be negative"u8 : "ERR MAXLEN can't be negative"u8);
            return false;
        }

        options = isCount ? options with { Count = value, IsArray = true } : options with { MaxLength = value };
        return true;
    }

    private static bool TryTakeRank(ReadContext c, int arg, ref ListPositionOptions options)
    {
        if (!c.TryLong(arg, out var rank))
            return false;
        if (rank == 0)
        {
            c.Reply.Error("ERR RANK can't be zero: use 1 to start from the first match, 2 from the second ... "u8 +
                "or use negative to start from the end of the list"u8);
            return false;
        }

        options = options with { Rank = rank };
        return true;
    }
}

/// <summary>LPOS: walks the list from one end and notes the indexes of equal elements.</summary>
internal sealed class ListPositionsJob : ISlicedJob
{
    private readonly ListView _list;
    private readonly ListPositionOptions _options;
    private readonly byte[] _key;
    private readonly byte[] _text;
    private readonly int _mark;
    private ListPlace _place;
    private long _skip;
    private int _seen;
    private int _found;

    public ListPositionsJob(ReadContext c, ListView list, ListPositionOptions options)
    {
        _list = list;
        _options = options;
        _key = c.Args[1].ToArray();
        _text = c.Args[2].ToArray();
        _mark = c.Reply.OpenAggregate();
        _place = options.IsFromTail ? list.Last : list.First;
        _skip = options.Skip;
    }

    public ReadOnlyMemory<byte> LockedKey => _key;

    public bool Step(ReadContext c, int units)
    {
        var element = new PackedElement(_text);
        var end = (int)Math.Min(_list.Count, _options.MaxLength == 0 ? int.MaxValue : _options.MaxLength);
        for (; units > 0 && _seen < end; units--)
        {
            if (_list.EqualsAt(_place, element) && _skip-- <= 0)
            {
                c.Reply.Integer(_options.IsFromTail ? _list.Count - 1 - _seen : _seen);
                if (++_found == _options.Count)
                    break;
            }

            _seen++;
            _ = _options.IsFromTail ? _list.MovePrevious(ref _place) : _list.MoveNext(ref _place);
        }

        var hasEnough = _found > 0 && _found == _options.Count;
        if (_seen < end && !hasEnough)
            return false;
        Finish(c);
        return true;
    }

    private void Finish(ReadContext c)
    {
        if (_options.IsArray)
            c.Reply.CloseAggregate(_mark, '*', _found);
        else if (_found == 0)
            c.Reply.Null();
    }
}
