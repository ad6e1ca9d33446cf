using System.Runtime.CompilerServices;

namespace AkkaRedis.Shard.Values;

/// <summary>Entries in order: their scores, and the refs of their members. Leaves are linked in both directions.</summary>
internal sealed class SortedLeaf : SortedNode
{
    public const int Capacity = 64;
    public const int HeapSize = HeapBytes.Object + 8 + 16 + Capacity * 12;

    private ScoreArray _scores;
    private MemberArray _members;

    public SortedLeaf? Next { get; set; }

    public SortedLeaf? Previous { get; set; }

    public override int Entries => Count;

    public override double FirstScore => _scores[0];

    public override int FirstMember => _members[0];

    public Span<double> Scores => _scores;

    public Span<int> Members => _members;

    public void Insert(int at, double score, int member)
    {
        Scores[at..Count].CopyTo(Scores[(at + 1)..]);
        Members[at..Count].CopyTo(Members[(at + 1)..]);
        Scores[at] = score;
        Members[at] = member;
        Count++;
    }

    public void Remove(int at, int entries)
    {
        Scores[(at + entries)..Count].CopyTo(Scores[at..]);
        Members[(at + entries)..Count].CopyTo(Members[at..]);
        Count -= entries;
    }

    /// <summary>Moves the entries from a place on to an empty leaf, which comes after this one.</summary>
    public void SplitTo(SortedLeaf right, int at)
    {
        Scores[at..Count].CopyTo(right.Scores);
        Members[at..Count].CopyTo(right.Members);
        (right.Count, Count) = (Count - at, at);
        (right.Previous, right.Next) = (this, Next);
        if (Next is not null)
            Next.Previous = right;
        Next = right;
    }

    public override void TakeAll(SortedNode right)
    {
        var leaf = (SortedLeaf)right;
        leaf.Scores[..leaf.Count].CopyTo(Scores[Count..]);
        leaf.Members[..leaf.Count].CopyTo(Members[Count..]);
        Count += leaf.Count;
        leaf.Unlink();
    }

    /// <summary>Leaves the row of leaves, empty.</summary>
    public void Unlink()
    {
        if (Previous is not null)
            Previous.Next = Next;
        if (Next is not null)
            Next.Previous = Previous;
        (Previous, Next, Count) = (null, null, 0);
    }

    [InlineArray(Capacity)]
    private struct ScoreArray
    {
        private double _first;
    }

    [InlineArray(Capacity)]
    private struct MemberArray
    {
        private int _first;
    }
}
