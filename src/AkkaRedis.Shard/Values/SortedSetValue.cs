namespace AkkaRedis.Shard.Values;

/// <summary>A sorted set as write commands see it. Once in full form it stays there.</summary>
public sealed class SortedSetValue : SortedSetView
{
    /// <summary>No packed form beyond this, whatever the limits allow.</summary>
    private const int MaxPackedBytes = 1 << 28;

    /// <summary>Adds a member that is not there.</summary>
    public void Add(ReadOnlySpan<byte> member, double score, SortedLimits limits)
    {
        if (_table is null && (Count >= limits.MaxMembers || member.Length > limits.MaxTextBytes
            || _packed.ElementBytes > MaxPackedBytes))
            MakeTable();
        if (_table is not null)
            _table.Add(member, score);
        else
            _packed.Add(member, score);
    }

    /// <summary>Gives a member that is there another score.</summary>
    public void SetScore(SortedMember found, ReadOnlySpan<byte> member, double score)
    {
        if (_table is not null)
            _table.SetScore(found.At, score);
        else
            _packed.SetScore(found.At, member, score);
    }

    /// <summary>Removes a member; false when there is none.</summary>
    public bool Remove(ReadOnlySpan<byte> member)
    {
        var found = Find(member);
        if (!found.IsThere)
            return false;
        if (_table is not null)
            _table.Remove(found.At);
        else
            _packed.Remove(found.At, entries: 1);
        return true;
    }

    /// <summary>Removes so many entries from a rank on.</summary>
    public void RemoveRange(int rank, int count)
    {
        if (count == 0)
            return;
        if (_table is not null)
            _table.RemoveRange(rank, count);
        else
            _packed.Remove(_packed.Seek(rank), count);
    }

    public override CollectionValue Clone()
    {
        var copy = BeginClone();
        copy.Step(int.MaxValue);
        return copy.Copied;
    }

    public override CollectionCopy BeginClone() => new SortedSetCopy(this, new SortedLimits(0, 0), skipFrom: 0, skipCount: 0);

    /// <summary>The same set without so many entries from a rank on, made in slices.</summary>
    public CollectionCopy BeginCopyWithout(int rank, int count) =>
        new SortedSetCopy(this, new SortedLimits(0, 0), rank, count);

    /// <summary>This set, or, when the limits allow, another one in packed form in place of it.</summary>
    public SortedSetValue Packed(SortedLimits limits)
    {
        if (_table is null || Count > limits.MaxMembers || Count == 0)
            return this;
        var packed = new SortedSetValue();
        for (var place = PlaceAt(0); ;)
        {
            var member = MemberAt(place, default);
            if (member.Length > limits.MaxTextBytes)
                return this;
            packed.Add(member, ScoreAt(place), limits);
            if (!MoveNext(ref place))
                return packed;
        }
    }

    /// <summary>A copy of the packed form; null of the full form.</summary>
    internal SortedSetValue? ClonePacked() => _table is null ? new SortedSetValue { _packed = _packed.Clone() } : null;

    private void MakeTable()
    {
        var table = new SortedTable();
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (var at = _packed.First; at < _packed.End; at = _packed.Next(at))
            table.Add(_packed.MemberAt(at, scratch), _packed.ScoreAt(at));
        _packed = default;
        _table = table;
    }
}
