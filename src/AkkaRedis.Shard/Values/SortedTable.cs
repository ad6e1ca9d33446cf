namespace AkkaRedis.Shard.Values;

/// <summary>
/// The full form of a sorted set: each member once in a cell (<see cref="SortedMembers"/>), found by its text through
/// <see cref="SortedIndex"/> and by its order through <see cref="SortedTree"/>; both know it by its ref of four bytes.
/// <para>About 50 bytes for a member of 12: 28 for the cell, 4 for the index, 12 for the entry and the free half of the leaves.
/// Cells of removed members are used again; when most are free, each removal moves two of the last ones into free cells, so
/// that a set that shrank gives its memory back without ever being copied.</para>
/// </summary>
internal sealed class SortedTable
{
    private const int MovesPerRemoval = 2;

    private readonly SortedMembers _members = new();
    private readonly SortedIndex _index;
    private readonly SortedTree _tree;

    public SortedTable()
    {
        _index = new SortedIndex(_members);
        _tree = new SortedTree(_members);
    }

    public int Count => _tree.Count;

    public long MemoryBytes => HeapBytes.Object + 24 + _members.HeapBytes + _index.HeapBytes + _tree.MemoryBytes;

    public SortedMembers Members => _members;

    public SortedIndex Index => _index;

    public SortedTree Tree => _tree;

    /// <summary>The rank of a member that is here.</summary>
    public int RankOf(int member) =>
        _tree.CountBefore(SortedBound.OfEntry(_members.ScoreOf(member), _members.TextOf(member)));

    /// <summary>Adds a member that is not here.</summary>
    public void Add(ReadOnlySpan<byte> text, double score)
    {
        var member = _members.Add(text, score);
        _index.Add(member, text);
        _tree.Insert(score, member);
    }

    public void SetScore(int member, double score)
    {
        var old = _members.ScoreOf(member);
        if (!_tree.TryRescore(old, member, score))
        {
            _tree.Remove(old, member);
            _tree.Insert(score, member);
        }

        _members.SetScore(member, score);
    }

    public void Remove(int member)
    {
        _tree.Remove(_members.ScoreOf(member), member);
        Forget([member]);
    }

    /// <summary>Removes so many entries from a rank on.</summary>
    public void RemoveRange(int rank, int count)
    {
        Span<int> removed = stackalloc int[SortedLeaf.Capacity];
        while (count > 0)
        {
            var some = _tree.RemoveSome(rank, removed[..Math.Min(count, removed.Length)]);
            Forget(removed[..some]);
            count -= some;
        }
    }

    /// <summary>Frees the cells of members that the tree has no more, and moves others into free ones.</summary>
    private void Forget(ReadOnlySpan<int> members)
    {
        foreach (var member in members)
        {
            _index.Remove(member);
            _members.Remove(member);
        }

        foreach (var member in members)
        {
            for (var i = 0; i < MovesPerRemoval && _members.LooseLast(member) is var last and not SortedMembers.None; i++)
                MoveDown(last);
        }
    }

    private void MoveDown(int last)
    {
        var to = _members.CopyDown(last);
        _index.Replace(last, to);
        _tree.Rename(_members.ScoreOf(to), last, to);
        _members.Release(last);
    }
}
