namespace AkkaRedis.Shard.Values;

/// <summary>
/// The nodes of a list in order: a ring of references that grows at both ends. Keeps the array of the last full-size node
/// that fell empty, so that a queue in steady state allocates nothing.
/// </summary>
internal sealed class NodeDeque
{
    private const int MinRing = 4;
    private const int MaxSpareBytes = 64 * 1024;

    private PackedList[] _ring = new PackedList[MinRing];
    private PackedList _spare;
    private int _first;

    public int Count { get; private set; }

    /// <summary>Elements of all nodes; kept by the list.</summary>
    public int Elements { get; set; }

    /// <summary>Bytes of the nodes' arrays; kept by the list for changes inside a node.</summary>
    public long NodeBytes { get; set; }

    public long MemoryBytes => HeapBytes.Object + 40 + HeapBytes.OfReferences(_ring.Length) + _spare.HeapBytes + NodeBytes;

    public ref PackedList this[int index] => ref _ring[(_first + index) & (_ring.Length - 1)];

    /// <summary>Inserts a node before the one at <paramref name="index"/>, moving the shorter side.</summary>
    public void Insert(int index, PackedList node)
    {
        if (Count == _ring.Length)
            Resize(Count * 2);
        if (index < Count / 2 || index == 0)
        {
            _first = (_first - 1) & (_ring.Length - 1);
            for (var i = 0; i < index; i++)
                this[i] = this[i + 1];
        }
        else
        {
            for (var i = Count; i > index; i--)
                this[i] = this[i - 1];
        }

        Count++;
        this[index] = node;
        NodeBytes += node.HeapBytes;
    }

    /// <summary>Removes a node; its array is kept as the spare when that is smaller.</summary>
    public void Remove(int index)
    {
        var bytes = this[index].HeapBytes;
        if (bytes <= MaxSpareBytes && bytes > _spare.HeapBytes)
            _spare = this[index];
        NodeBytes -= bytes;
        if (index < Count / 2)
        {
            for (var i = index; i > 0; i--)
                this[i] = this[i - 1];
            this[0] = default;
            _first = (_first + 1) & (_ring.Length - 1);
        }
        else
        {
            for (var i = index; i < Count - 1; i++)
                this[i] = this[i + 1];
            this[Count - 1] = default;
        }

        Count--;
        if (_ring.Length > MinRing && Count <= _ring.Length / 4)
            Resize(_ring.Length / 2);
    }

    /// <summary>An empty node over the kept array, or none when that has not the room.</summary>
    public PackedList TakeSpare(int elementBytes, bool roomAtFront)
    {
        if (_spare.Capacity < elementBytes)
            return default;
        var spare = _spare;
        _spare = default;
        spare.Clear(roomAtFront);
        return spare;
    }

    /// <summary>Adds a node at the end, or its elements to the last one when both fit into half a node.</summary>
    public void AddJoining(PackedList node, NodeLimit limit)
    {
        if (Count > 0)
        {
            ref var last = ref this[Count - 1];
            if (last.ElementBytes + node.ElementBytes <= limit.MaxBytes / 2 && last.Count + node.Count <= limit.MaxCount)
            {
                NodeBytes -= last.HeapBytes;
                last.Append(node);
                NodeBytes += last.HeapBytes;
                return;
            }
        }

        node.Trim(maxFreePercent: 75);
        Insert(Count, node);
    }

    public NodeDeque Clone()
    {
        var copy = new NodeDeque();
        while (!copy.CopySome(this, int.MaxValue))
        {
        }

        return copy;
    }

    /// <summary>Adds copies of the nodes that another deque, which has not changed, has more; true when they are all here.</summary>
    public bool CopySome(NodeDeque original, int units)
    {
        while (Count < original.Count && units > 0)
        {
            ref var node = ref original[Count];
            units -= CollectionCopy.UnitsOf(node);
            Elements += node.Count;
            Insert(Count, node.Clone());
        }

        return Count == original.Count;
    }

    private void Resize(int size)
    {
        var ring = new PackedList[size];
        for (var i = 0; i < Count; i++)
            ring[i] = this[i];
        _ring = ring;
        _first = 0;
    }
}
