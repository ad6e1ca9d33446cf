using System.Buffers.Binary;

namespace AkkaRedis.Shard.Values;

/// <summary>
/// The packed form of a sorted set: member, score, member, score in order. A score that is an integer up to 2^62 is held as
/// one (so -0 becomes 0, as in Redis' packed form); another as nine bytes, a letter that no integer's text begins with and the
/// bits. Places are those of members.
/// </summary>
internal struct SortedPackedList
{
    private const double MaxInteger = 1L << 62;
    private const byte Fraction = (byte)'d';

    /// <summary>A list that grows gets a sixteenth in addition: small sets come in millions.</summary>
    private const int SpareShare = 16;

    private PackedList _list;

    public readonly int Count => _list.Count / 2;

    public readonly int ElementBytes => _list.ElementBytes;

    public readonly long HeapBytes => _list.HeapBytes;

    public readonly int First => _list.First;

    public readonly int End => _list.End;

    /// <summary>Is a score held as an integer, and which?</summary>
    public static bool TryInteger(double score, out long integer)
    {
        var isInteger = Math.Abs(score) <= MaxInteger && score == Math.Floor(score);
        integer = isInteger ? (long)score : 0;
        return isInteger;
    }

    public readonly SortedPackedList Clone() => new() { _list = _list.Clone() };

    /// <summary>The place of a member; -1 when it is not here.</summary>
    public readonly int Find(ReadOnlySpan<byte> member) => _list.Find(new PackedElement(member), stride: 2);

    public readonly int Seek(int rank) => _list.Seek(2 * rank);

    public readonly int Next(int at) => _list.Next(_list.Next(at));

    public readonly int Previous(int at) => _list.Previous(_list.Previous(at));

    public readonly ReadOnlySpan<byte> MemberAt(int at, Span<byte> scratch) => _list.Get(at, scratch);

    public readonly double ScoreAt(int at)
    {
        var scoreAt = _list.Next(at);
        return _list.TryGetInteger(scoreAt, out var integer)
            ? integer
            : BinaryPrimitives.ReadDoubleLittleEndian(_list.Get(scoreAt, default)[1..]);
    }

    /// <summary>The number of entries before a place.</summary>
    public readonly int RankOf(int at)
    {
        var rank = 0;
        for (var before = First; before < at; before = Next(before))
            rank++;
        return rank;
    }

    /// <summary>The number of entries before a bound, and the place after them.</summary>
    public readonly int CountBefore(in SortedBound bound, out int at)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var count = 0;
        for (at = First; at < End; at = Next(at), count++)
        {
            var isBefore = bound.TryCompare(ScoreAt(at), out var before) ? before : bound.IsBehind(MemberAt(at, scratch));
            if (!isBefore)
                break;
        }

        return count;
    }

    /// <summary>Adds a member that is not here.</summary>
    public void Add(ReadOnlySpan<byte> member, double score)
    {
        CountBefore(SortedBound.OfEntry(score, member), out var at);
        Span<byte> bits = stackalloc byte[9];
        var name = new PackedElement(member);
        var number = ElementOf(score, bits);
        if (at == End)
        {
            _list.Reserve(name.Bytes + number.Bytes, _list.ElementBytes / SpareShare);
            at = End;
        }

        at = _list.Insert(at, name);
        _list.Insert(_list.Next(at), number);
    }

    public void SetScore(int at, ReadOnlySpan<byte> member, double score)
    {
        if (IsInOrder(at, member, score))
        {
            Span<byte> bits = stackalloc byte[9];
            _list.Replace(_list.Next(at), ElementOf(score, bits));
            return;
        }

        _list.Remove(at, elements: 2);
        Add(member, score);
    }

    public void Remove(int at, int entries)
    {
        _list.Remove(at, 2 * entries);
        _list.Trim(maxFreePercent: 50);
    }

    /// <summary>Would the entry at a place stay there with another score?</summary>
    private readonly bool IsInOrder(int at, ReadOnlySpan<byte> member, double score)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        var next = Next(at);
        return (at == First || IsBefore(Previous(at), SortedBound.OfEntry(score, member), scratch))
            && (next == End || !IsBefore(next, SortedBound.OfEntry(score, member), scratch));
    }

    private readonly bool IsBefore(int at, in SortedBound bound, Span<byte> scratch) =>
        bound.TryCompare(ScoreAt(at), out var isBefore) ? isBefore : bound.IsBehind(MemberAt(at, scratch));

    private static PackedElement ElementOf(double score, Span<byte> bits)
    {
        if (TryInteger(score, out var integer))
            return PackedElement.OfInteger(integer);
        bits[0] = Fraction;
        BinaryPrimitives.WriteDoubleLittleEndian(bits[1..], score);
        return new PackedElement(bits);
    }
}
