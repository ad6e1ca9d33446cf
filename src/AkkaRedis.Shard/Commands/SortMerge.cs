namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Merge sort in slices: neighbouring runs of 1, 2, 4, … items are merged from one array into the other until there is one
/// run. Items that are equal stay in their order. It can stop after any item.
/// </summary>
internal sealed class SortMerge
{
    private readonly CompareItems _compare;
    private readonly int _sign;
    private SortItem[] _from;
    private SortItem[] _to;
    private int _run = 1;
    private int _left;
    private int _right;
    private int _pair;
    private int _out;

    public SortMerge(SortItem[] items, CompareItems compare, bool isDescending)
    {
        (_from, _to) = (items, new SortItem[items.Length]);
        _compare = compare;
        _sign = isDescending ? -1 : 1;
        BeginPair(0);
    }

    /// <summary>The items, in order when <see cref="Step"/> has said that all is done.</summary>
    public SortItem[] Items => _from;

    /// <summary>Moves at most so many items; true when all is done.</summary>
    public bool Step(long moves)
    {
        while (_run < _from.Length)
        {
            var end = Math.Min(_pair + 2L * _run, _from.Length);
            for (; _out < end; moves--)
            {
                if (moves <= 0)
                    return false;
                _to[_out++] = TakesLeft((int)end) ? _from[_left++] : _from[_right++];
            }

            if (end < _from.Length)
                BeginPair((int)end);
            else
                BeginRound();
        }

        return true;
    }

    private bool TakesLeft(int end)
    {
        if (_left == Math.Min(_pair + _run, _from.Length))
            return false;
        return _right >= end || _sign * _compare(_from[_left], _from[_right]) <= 0;
    }

    private void BeginRound()
    {
        (_from, _to) = (_to, _from);
        _run = (int)Math.Min(2L * _run, _from.Length);
        BeginPair(0);
    }

    private void BeginPair(int pair)
    {
        _pair = _left = _out = pair;
        _right = (int)Math.Min((long)pair + _run, _from.Length);
    }
}
