namespace AkkaRedis.Shard.Values;

/// <summary>A node of a <see cref="SortedTree"/>.</summary>
internal abstract class SortedNode
{
    /// <summary>Entries of a leaf, children of a branch.</summary>
    public int Count { get; protected set; }

    /// <summary>Entries in the whole subtree.</summary>
    public abstract int Entries { get; }

    public abstract double FirstScore { get; }

    public abstract int FirstMember { get; }

    /// <summary>Moves all that the node to the right has to the end of this one.</summary>
    public abstract void TakeAll(SortedNode right);
}
