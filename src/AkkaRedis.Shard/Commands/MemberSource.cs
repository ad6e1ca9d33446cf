using AkkaRedis.Protocol;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// An input of ZUNION, ZINTER and ZDIFF: members with scores, walked once and looked up by text. A key without a value is an
/// empty one; the members of a plain set have the score 1.
/// </summary>
internal abstract class MemberSource
{
    public abstract int Count { get; }

    /// <summary>The score of the member that the last <see cref="MoveNext"/> stepped to.</summary>
    public abstract double Score { get; }

    /// <summary>False, with WRONGTYPE written, when the key holds neither a sorted set nor a set.</summary>
    public static bool TryOpen(ReadContext c, ReadOnlySpan<byte> key, out MemberSource source)
    {
        var entry = c.Find(key);
        source = Nothing.Instance;
        switch (entry.Kind)
        {
            case ValueKind.None:
                return true;
            case ValueKind.ZSet:
                source = new OfSortedSet((SortedSetView)entry.Collection);
                return true;
            case ValueKind.Set:
                source = new OfSet((SetView)entry.Collection);
                return true;
            default:
                c.Reply.Error(Errors.WrongType);
                return false;
        }
    }

    /// <summary>Steps to the next member; false after the last.</summary>
    public abstract bool MoveNext();

    /// <summary>That member's text; an integer's may be written into <paramref name="scratch"/> (20 bytes).</summary>
    public abstract ReadOnlySpan<byte> Member(Span<byte> scratch);

    public abstract bool TryScore(ReadOnlySpan<byte> member, out double score);

    private sealed class OfSortedSet(SortedSetView set) : MemberSource
    {
        private SortedPlace _place;
        private int _passed;

        public override int Count => set.Count;

        public override double Score => set.ScoreAt(_place);

        public override bool MoveNext()
        {
            if (_passed == set.Count)
                return false;
            if (_passed++ == 0)
                _place = set.PlaceAt(0);
            else
                set.MoveNext(ref _place);
            return true;
        }

        public override ReadOnlySpan<byte> Member(Span<byte> scratch) => set.MemberAt(_place, scratch);

        public override bool TryScore(ReadOnlySpan<byte> member, out double score)
        {
            var found = set.Find(member);
            score = found.Score;
            return found.IsThere;
        }
    }

    private sealed class OfSet(SetView set) : MemberSource
    {
        private SetPlace _place;

        public override int Count => set.Count;

        public override double Score => 1;

        public override bool MoveNext() => set.MoveNext(ref _place);

        public override ReadOnlySpan<byte> Member(Span<byte> scratch) => set.MemberAt(_place, scratch);

        public override bool TryScore(ReadOnlySpan<byte> member, out double score)
        {
            score = 1;
            return set.Contains(member);
        }
    }

    private sealed class Nothing : MemberSource
    {
        public static readonly Nothing Instance = new();

        public override int Count => 0;

        public override double Score => 0;

        public override bool MoveNext() => false;

        public override ReadOnlySpan<byte> Member(Span<byte> scratch) => default;

        public override bool TryScore(ReadOnlySpan<byte> member, out double score)
        {
            score = 0;
            return false;
        }
    }
}
