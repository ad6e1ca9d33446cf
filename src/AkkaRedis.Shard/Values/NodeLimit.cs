namespace AkkaRedis.Shard.Values;

/// <summary>
/// How large a node of a list may become. A node of one element may be of any size, and then has the element to itself.
/// </summary>
public readonly record struct NodeLimit
{
    private const int ArrayBytes = 24 + PackedList.HeaderBytes;

    /// <param name="setting">list-max-listpack-size: -1 to -5 mean 4 to 64 KB, a positive number that many elements.</param>
    public NodeLimit(int setting)
    {
        MaxBytes = (setting < 0 ? 4096 << Math.Min(-setting - 1, 4) : 8192) - ArrayBytes;
        MaxCount = setting < 0 ? int.MaxValue : Math.Max(setting, 1);
    }

    /// <summary>Bytes of elements, chosen so that the whole array on the heap is a power of two.</summary>
    public int MaxBytes { get; }

    public int MaxCount { get; }

    internal bool Fits(in PackedList node, int elementBytes, int elements = 1) =>
        node.IsEmpty || (node.Count + elements <= MaxCount && (long)node.ElementBytes + elementBytes <= MaxBytes);
}
