using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Values;

/// <summary>Where an entry of a sorted set is. Valid until the next change of the set.</summary>
public readonly struct SortedPlace
{
    internal SortedPlace(SortedLeaf? leaf, int at) => (Leaf, At) = (leaf, at);

    /// <summary>The leaf of the full form.</summary>
    internal SortedLeaf? Leaf { get; }

    internal int At { get; }
}

/// <summary>A member looked up by its text, and its score; valid until the next change of the set.</summary>
public readonly record struct SortedMember
{
    internal SortedMember(int at, double score) => (At, Score) = (at, score);

    public bool IsThere => At != SortedMembers.None;

    public double Score { get; }

    /// <summary>Its place in packed form, its ref in full form.</summary>
    internal int At { get; }
}

/// <summary>
/// A sorted set as read commands see it: packed while it is small (<see cref="SortedPackedList"/>), else a
/// <see cref="SortedTable"/>. Entries are in order of score, then member, and numbered by rank from 0. Every range is one of
/// ranks, cut out by two bounds.
/// </summary>
public abstract class SortedSetView : CollectionValue
{
    internal static readonly SortedMember NoMember = new(SortedMembers.None, 0);

    private protected SortedPackedList _packed;
    private protected SortedTable? _table;

    public override ValueKind Kind => ValueKind.ZSet;

    public override string EncodingName => _table is null ? "listpack" : "skiplist";

    public override int Count => _table?.Count ?? _packed.Count;

    public override long MemoryBytes => HeapBytes.Object + 16 + (_table?.MemoryBytes ?? _packed.HeapBytes);

    /// <summary>Is it in full form, which SCAN walks in steps?</summary>
    public bool IsTable => _table is not null;

    public SortedMember Find(ReadOnlySpan<byte> member)
    {
        var at = _table?.Index.Find(member) ?? _packed.Find(member);
        return at == SortedMembers.None ? NoMember : new SortedMember(at, _table?.Members.ScoreOf(at) ?? _packed.ScoreAt(at));
    }

    /// <summary>The rank of a member that is there.</summary>
    public int RankOf(SortedMember member) => _table?.RankOf(member.At) ?? _packed.RankOf(member.At);

    /// <summary>Entries before a bound.</summary>
    public int CountBefore(in SortedBound bound) => _table?.Tree.CountBefore(bound) ?? _packed.CountBefore(bound, out _);

    /// <summary>The place of the entry of a rank, which there is.</summary>
    public SortedPlace PlaceAt(int rank)
    {
        if (_table is null)
            return new SortedPlace(null, _packed.Seek(rank));
        var leaf = _table.Tree.LeafAt(rank, out var at);
        return new SortedPlace(leaf, at);
    }

    /// <summary>Steps to the next entry; false at the last.</summary>
    public bool MoveNext(ref SortedPlace place)
    {
        if (place.Leaf is not { } leaf)
        {
            place = new SortedPlace(null, _packed.Next(place.At));
            return place.At < _packed.End;
        }

        if (place.At + 1 < leaf.Count)
            place = new SortedPlace(leaf, place.At + 1);
        else if (leaf.Next is { } next)
            place = new SortedPlace(next, 0);
        else
            return false;
        return true;
    }

    /// <summary>Steps to the entry before; false at the first.</summary>
    public bool MovePrevious(ref SortedPlace place)
    {
        if (place.Leaf is not { } leaf)
        {
            if (place.At == _packed.First)
                return false;
            place = new SortedPlace(null, _packed.Previous(place.At));
            return true;
        }

        if (place.At > 0)
            place = new SortedPlace(leaf, place.At - 1);
        else if (leaf.Previous is { } previous)
            place = new SortedPlace(previous, previous.Count - 1);
        else
            return false;
        return true;
    }

    /// <summary>The member at a place; an integer's text may be written into <paramref name="scratch"/> (20 bytes).</summary>
    public ReadOnlySpan<byte> MemberAt(SortedPlace place, Span<byte> scratch) =>
        place.Leaf is { } leaf ? _table!.Members.TextOf(leaf.Members[place.At]) : _packed.MemberAt(place.At, scratch);

    public double ScoreAt(SortedPlace place) => place.Leaf is { } leaf ? leaf.Scores[place.At] : _packed.ScoreAt(place.At);

    /// <summary>For SCAN over the full form: members of the bucket a cursor stands before, one after another.</summary>
    public ScanBucket BucketAt(ref ulong cursor) => new(_table!, _table!.Index.BucketAt(ref cursor));

    /// <summary>The members of one bucket of the full form.</summary>
    public readonly ref struct ScanBucket
    {
        private readonly SortedTable _table;
        private readonly int _first;

        internal ScanBucket(SortedTable table, int bucket) => (_table, _first) = (table, table.Index.First(bucket));

        public SortedMember First => At(_first);

        public SortedMember Next(SortedMember member) => At(_table.Members.NextOf(member.At));

        public ReadOnlySpan<byte> TextOf(SortedMember member) => _table.Members.TextOf(member.At);

        private SortedMember At(int member) =>
            member == SortedMembers.None ? NoMember : new SortedMember(member, _table.Members.ScoreOf(member));
    }
}
