namespace AkkaRedis.Shard.Values;

/// <summary>
/// The order of a large sorted set: a B+ tree of entries (score, ref of the member) that counts what is below each branch, so
/// that rank and entry lead to each other in O(log n).
/// <para>A branch knows the first entry of each child. A full node is split in halves, one that is full at the very end stays
/// as it is and the new entry gets a node of its own: what comes in order fills its leaves. Two neighbours are joined when they
/// fit into half a node; no node but an empty root is empty.</para>
/// </summary>
internal sealed class SortedTree(SortedMembers members)
{
    private SortedNode _root = new SortedLeaf();
    private SortedLeaf? _spare;
    private int _leaves = 1;
    private int _branches;

    public int Count { get; private set; }

    public long MemoryBytes => HeapBytes.Object + 48 + (long)(_leaves + (_spare is null ? 0 : 1)) * SortedLeaf.HeapSize
        + (long)_branches * SortedBranch.HeapSize;

    /// <summary>Entries before a bound.</summary>
    public int CountBefore(in SortedBound bound)
    {
        var before = 0;
        var node = _root;
        while (node is SortedBranch branch)
        {
            var child = ChildBefore(branch, bound);
            for (var i = 0; i < child; i++)
                before += branch.EntriesAt(i);
            node = branch.ChildAt(child);
        }

        return before + CountBefore((SortedLeaf)node, bound);
    }

    /// <summary>The leaf that has the entry of a rank, and the entry's place there.</summary>
    public SortedLeaf LeafAt(int rank, out int at)
    {
        var node = _root;
        while (node is SortedBranch branch)
            node = branch.ChildAt(branch.ChildOf(ref rank));
        at = rank;
        return (SortedLeaf)node;
    }

    public void Insert(double score, int member)
    {
        var bound = SortedBound.OfEntry(score, members.TextOf(member));
        if (Insert(_root, bound, score, member, isAtEnd: true) is { } right)
        {
            var root = new SortedBranch();
            _branches++;
            root.Insert(0, _root);
            root.Insert(1, right);
            _root = root;
        }

        Count++;
    }

    /// <summary>
    /// Gives an entry another score without moving it; false when its order may be another then, and nothing was done.
    /// </summary>
    public bool TryRescore(double score, int member, double newScore)
    {
        var leaf = LeafAt(CountBefore(SortedBound.OfEntry(score, members.TextOf(member))), out var at);
        if (at == 0 || at >= leaf.Count - 1 || leaf.Scores[at - 1] >= newScore || leaf.Scores[at + 1] <= newScore)
            return false;
        leaf.Scores[at] = newScore;
        return true;
    }

    public void Remove(double score, int member)
    {
        Span<int> removed = stackalloc int[1];
        RemoveSome(CountBefore(SortedBound.OfEntry(score, members.TextOf(member))), removed);
    }

    /// <summary>
    /// Removes entries from a rank on, as many as the span has room for and one leaf holds; their members, and how many.
    /// </summary>
    public int RemoveSome(int rank, Span<int> removed)
    {
        var count = RemoveSome(_root, rank, removed);
        Count -= count;
        while (_root is SortedBranch { Count: 1 } root)
        {
            _root = root.ChildAt(0);
            _branches--;
        }

        return count;
    }

    /// <summary>Names a member anew that was copied to another cell.</summary>
    public void Rename(double score, int member, int by)
    {
        var bound = SortedBound.OfEntry(score, members.TextOf(by));
        var node = _root;
        while (node is SortedBranch branch)
        {
            var child = ChildBefore(branch, bound);
            if (child + 1 < branch.Count && branch.MemberAt(child + 1) == member)
                child++;
            if (branch.MemberAt(child) == member)
                branch.SetMember(child, by);
            node = branch.ChildAt(child);
        }

        var leaf = (SortedLeaf)node;
        leaf.Members[leaf.Members[..leaf.Count].IndexOf(member)] = by;
    }

    private bool IsBefore(double score, int member, in SortedBound bound) =>
        bound.TryCompare(score, out var isBefore) ? isBefore : bound.IsBehind(members.TextOf(member));

    /// <summary>The last child whose first entry is before the bound; the first child when there is none.</summary>
    private int ChildBefore(SortedBranch branch, in SortedBound bound)
    {
        int low = 1, high = branch.Count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (IsBefore(branch.ScoreAt(middle), branch.MemberAt(middle), bound))
                low = middle + 1;
            else
                high = middle;
        }

        return low - 1;
    }

    private int CountBefore(SortedLeaf leaf, in SortedBound bound)
    {
        int low = 0, high = leaf.Count;
        while (low < high)
        {
            var middle = (low + high) >> 1;
            if (IsBefore(leaf.Scores[middle], leaf.Members[middle], bound))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }

    /// <summary>Inserts below a node; the new node to the right of it when it had to be split.</summary>
    private SortedNode? Insert(SortedNode node, in SortedBound bound, double score, int member, bool isAtEnd)
    {
        if (node is SortedLeaf leaf)
            return InsertInto(leaf, CountBefore(leaf, bound), score, member, isAtEnd);
        var branch = (SortedBranch)node;
        var child = ChildBefore(branch, bound);
        isAtEnd &= child == branch.Count - 1;
        var right = Insert(branch.ChildAt(child), bound, score, member, isAtEnd);
        if (right is null)
        {
            branch.Refresh(child, change: 1);
            return null;
        }

        branch.Refresh(child);
        return InsertInto(branch, child + 1, right, isAtEnd);
    }

    private SortedLeaf? InsertInto(SortedLeaf leaf, int at, double score, int member, bool isAtEnd)
    {
        if (leaf.Count < SortedLeaf.Capacity)
        {
            leaf.Insert(at, score, member);
            return null;
        }

        var right = _spare ?? new SortedLeaf();
        _spare = null;
        _leaves++;
        var keeps = isAtEnd && at == leaf.Count ? leaf.Count : leaf.Count / 2;
        leaf.SplitTo(right, keeps);
        if (at > keeps || keeps == SortedLeaf.Capacity)
            right.Insert(at - keeps, score, member);
        else
            leaf.Insert(at, score, member);
        return right;
    }

    private SortedBranch? InsertInto(SortedBranch branch, int at, SortedNode child, bool isAtEnd)
    {
        if (branch.Count < SortedBranch.Capacity)
        {
            branch.Insert(at, child);
            return null;
        }

        var right = new SortedBranch();
        _branches++;
        var keeps = isAtEnd && at == branch.Count ? branch.Count : branch.Count / 2;
        branch.SplitTo(right, keeps);
        if (at > keeps || keeps == SortedBranch.Capacity)
            right.Insert(at - keeps, child);
        else
            branch.Insert(at, child);
        return right;
    }

    private int RemoveSome(SortedNode node, int rank, Span<int> removed)
    {
        if (node is SortedLeaf leaf)
        {
            var count = Math.Min(removed.Length, leaf.Count - rank);
            leaf.Members.Slice(rank, count).CopyTo(removed);
            leaf.Remove(rank, count);
            return count;
        }

        var branch = (SortedBranch)node;
        var at = branch.ChildOf(ref rank);
        var child = branch.ChildAt(at);
        var taken = RemoveSome(child, rank, removed);
        if (child.Count == 0)
        {
            Drop(branch, at);
            return taken;
        }

        branch.Refresh(at, -taken);
        if (!TryJoin(branch, at))
            _ = at > 0 && TryJoin(branch, at - 1);
        return taken;
    }

    /// <summary>Joins a child with the one to its right when both fit into half a node.</summary>
    private bool TryJoin(SortedBranch branch, int at)
    {
        if (at + 1 == branch.Count)
            return false;
        SortedNode left = branch.ChildAt(at), right = branch.ChildAt(at + 1);
        if (left.Count + right.Count > (left is SortedLeaf ? SortedLeaf.Capacity : SortedBranch.Capacity) / 2)
            return false;
        left.TakeAll(right);
        Drop(branch, at + 1);
        branch.Refresh(at);
        return true;
    }

    /// <summary>Removes a child that has become empty. One leaf is kept for the next split.</summary>
    private void Drop(SortedBranch branch, int at)
    {
        if (branch.ChildAt(at) is SortedLeaf leaf)
        {
            leaf.Unlink();
            _spare = leaf;
            _leaves--;
        }
        else
        {
            _branches--;
        }

        branch.Remove(at);
    }
}
