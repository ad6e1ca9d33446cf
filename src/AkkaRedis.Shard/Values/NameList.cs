namespace AkkaRedis.Shard.Values;

/// <summary>What has a name of bytes.</summary>
internal interface INamed
{
    byte[] Name { get; }
}

/// <summary>Few things with names, in their order (bytewise, a prefix first): a sorted array.</summary>
internal sealed class NameList<T>
    where T : class, INamed
{
    private const int OwnBytes = HeapBytes.Object + 2 * 8 + 8;

    private readonly HeapTally _tally;
    private T[] _items = new T[1];

    public NameList(HeapTally tally)
    {
        _tally = tally;
        tally.Bytes += OwnBytes + HeapBytes.OfReferences(1);
    }

    public int Count { get; private set; }

    public T this[int index] => _items[index];

    public T? Find(ReadOnlySpan<byte> name)
    {
        var at = LowerBound(name);
        return at < Count && name.SequenceEqual(_items[at].Name) ? _items[at] : null;
    }

    public void Add(T item)
    {
        if (Count == _items.Length)
        {
            _tally.Bytes += HeapBytes.OfReferences(2 * Count) - HeapBytes.OfReferences(Count);
            Array.Resize(ref _items, 2 * Count);
        }

        var at = LowerBound(item.Name);
        Array.Copy(_items, at, _items, at + 1, Count - at);
        _items[at] = item;
        Count++;
    }

    public void Remove(T item)
    {
        var at = LowerBound(item.Name);
        Count--;
        Array.Copy(_items, at + 1, _items, at, Count - at);
        _items[Count] = null!;
    }

    /// <summary>The list is no longer its owner's; its items are theirs to take.</summary>
    public void Leave() => _tally.Bytes -= OwnBytes + HeapBytes.OfReferences(_items.Length);

    private int LowerBound(ReadOnlySpan<byte> name)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (_items[middle].Name.AsSpan().SequenceCompareTo(name) < 0)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
