using System.Runtime.CompilerServices;

namespace AkkaRedis.Shard.Values;

/// <summary>Children in order, each with the number of entries below it and a copy of its first entry.</summary>
internal sealed class SortedBranch : SortedNode
{
    public const int Capacity = 32;
    public const int HeapSize = HeapBytes.Object + 8 + Capacity * 24;

    private ChildArray _children;
    private IntArray _entries;
    private IntArray _members;
    private ScoreArray _scores;

    public override int Entries
    {
        get
        {
            var sum = 0;
            for (var i = 0; i < Count; i++)
                sum += _entries[i];
            return sum;
        }
    }

    public override double FirstScore => _scores[0];

    public override int FirstMember => _members[0];

    public double ScoreAt(int child) => _scores[child];

    public int MemberAt(int child) => _members[child];

    public int EntriesAt(int child) => _entries[child];

    public SortedNode ChildAt(int child) => _children[child];

    /// <summary>The child that has the entry of this rank among all below; the rank becomes that in the child.</summary>
    public int ChildOf(ref int rank)
    {
        var child = 0;
        for (; child < Count - 1 && rank >= _entries[child]; child++)
            rank -= _entries[child];
        return child;
    }

    public void Insert(int at, SortedNode child)
    {
        for (var i = Count; i > at; i--)
            Move(i - 1, this, i);
        Count++;
        _children[at] = child;
        Refresh(at);
    }

    public void Remove(int at)
    {
        Count--;
        for (var i = at; i < Count; i++)
            Move(i + 1, this, i);
        _children[Count] = null!;
    }

    /// <summary>Notes what has become of a child.</summary>
    public void Refresh(int at)
    {
        var child = _children[at];
        _entries[at] = child.Entries;
        _scores[at] = child.FirstScore;
        _members[at] = child.FirstMember;
    }

    /// <summary>The same where so many entries came or went.</summary>
    public void Refresh(int at, int change)
    {
        var child = _children[at];
        _entries[at] += change;
        _scores[at] = child.FirstScore;
        _members[at] = child.FirstMember;
    }

    /// <summary>Names the first member of a child anew.</summary>
    public void SetMember(int at, int member) => _members[at] = member;

    /// <summary>Moves the children from a place on to an empty branch.</summary>
    public void SplitTo(SortedBranch right, int at)
    {
        for (var i = at; i < Count; i++)
        {
            Move(i, right, i - at);
            _children[i] = null!;
        }

        (right.Count, Count) = (Count - at, at);
    }

    public override void TakeAll(SortedNode right)
    {
        var branch = (SortedBranch)right;
        for (var i = 0; i < branch.Count; i++)
            branch.Move(i, this, Count + i);
        Count += branch.Count;
    }

    private void Move(int from, SortedBranch to, int at)
    {
        to._children[at] = _children[from];
        to._entries[at] = _entries[from];
        to._scores[at] = _scores[from];
        to._members[at] = _members[from];
    }

    [InlineArray(Capacity)]
    private struct ChildArray
    {
        private SortedNode _first;
    }

    [InlineArray(Capacity)]
    private struct IntArray
    {
        private int _first;
    }

    [InlineArray(Capacity)]
    private struct ScoreArray
    {
        private double _first;
    }
}
