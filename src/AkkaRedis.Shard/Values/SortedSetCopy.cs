namespace AkkaRedis.Shard.Values;

/// <summary>The copy of a sorted set, without the entries of some ranks, in the same form.</summary>
internal sealed class SortedSetCopy : CollectionCopy
{
    private readonly SortedSetValue _original;
    private readonly SortedSetValue _copy;
    private readonly SortedLimits _limits;
    private readonly int _skipFrom;
    private readonly int _skipCount;
    private int _rank;

    public SortedSetCopy(SortedSetValue original, SortedLimits limits, int skipFrom, int skipCount)
    {
        (_original, _limits, _skipFrom, _skipCount) = (original, limits, skipFrom, skipCount);
        _copy = new SortedSetValue();
        if (original.ClonePacked() is not { } packed)
            return;
        _copy = packed;
        _copy.RemoveRange(skipFrom, skipCount);
        _rank = original.Count;
    }

    public override CollectionValue Copied => _copy;

    public override bool Step(int units)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        SkipRanks();
        if (_rank == _original.Count)
            return true;
        for (var place = _original.PlaceAt(_rank); units > 0;)
        {
            var member = _original.MemberAt(place, scratch);
            _copy.Add(member, _original.ScoreAt(place), _limits);
            units -= 1 + member.Length / UnitBytes;
            _rank++;
            if (_rank == _skipFrom && _skipCount > 0)
                return Step(units);
            if (!_original.MoveNext(ref place))
                return true;
        }

        return false;
    }

    private void SkipRanks()
    {
        if (_rank == _skipFrom)
            _rank += _skipCount;
    }
}
