using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Values;

/// <summary>Where an element of a list is: its node and its place there. Valid until the next change of the list.</summary>
public readonly record struct ListPlace(int Node, int At);

/// <summary>
/// A list as read commands see it: packed lists of limited size (the nodes) in a deque; a list of one node is that node alone.
/// Positions are found by adding up the nodes' counts from the nearer end.
/// </summary>
public abstract class ListView : CollectionValue
{
    private protected PackedList _only;
    private protected NodeDeque? _nodes;

    public override ValueKind Kind => ValueKind.List;

    public override string EncodingName => "quicklist";

    public override int Count => _nodes?.Elements ?? _only.Count;

    public override long MemoryBytes => HeapBytes.Object + 16 + (_nodes?.MemoryBytes ?? _only.HeapBytes);

    public ListPlace First => new(0, Node(0).First);

    public ListPlace Last
    {
        get
        {
            ref readonly var node = ref Node(NodeCount - 1);
            return new ListPlace(NodeCount - 1, node.Previous(node.End));
        }
    }

    internal int NodeCount => _nodes?.Count ?? 1;

    /// <summary>The place of an element by its index, which must be inside the list.</summary>
    public ListPlace Seek(int index)
    {
        if (index < Count / 2)
        {
            var node = 0;
            while (index >= Node(node).Count)
                index -= Node(node++).Count;
            return new ListPlace(node, Node(node).Seek(index));
        }

        var last = NodeCount - 1;
        var behind = Count - index;
        while (behind > Node(last).Count)
            behind -= Node(last--).Count;
        return new ListPlace(last, Node(last).Seek(Node(last).Count - behind));
    }

    /// <summary>Steps to the next element; false, and no valid place, after the last.</summary>
    public bool MoveNext(ref ListPlace place)
    {
        ref readonly var node = ref Node(place.Node);
        var at = node.Next(place.At);
        if (at < node.End)
        {
            place = place with { At = at };
            return true;
        }

        if (place.Node + 1 >= NodeCount)
            return false;
        place = new ListPlace(place.Node + 1, Node(place.Node + 1).First);
        return true;
    }

    /// <summary>Steps to the element before; false, and no valid place, before the first.</summary>
    public bool MovePrevious(ref ListPlace place)
    {
        ref readonly var node = ref Node(place.Node);
        if (place.At > node.First)
        {
            place = place with { At = node.Previous(place.At) };
            return true;
        }

        if (place.Node == 0)
            return false;
        ref readonly var before = ref Node(place.Node - 1);
        place = new ListPlace(place.Node - 1, before.Previous(before.End));
        return true;
    }

    /// <summary>The bytes of an element; an integer's text is written into <paramref name="scratch"/> (20 bytes).</summary>
    public ReadOnlySpan<byte> Get(ListPlace place, Span<byte> scratch) => Node(place.Node).Get(place.At, scratch);

    /// <summary>The first element equal to <paramref name="text"/>; false when there is none.</summary>
    public bool TryFind(ReadOnlySpan<byte> text, out ListPlace place)
    {
        var node = 0;
        return TryFind(new PackedElement(text), ref node, int.MaxValue, out place);
    }

    /// <summary>
    /// The same, from a node on and no further than about so many elements: <paramref name="node"/> is where to go on.
    /// </summary>
    internal bool TryFind(in PackedElement element, ref int node, int elements, out ListPlace place)
    {
        for (; elements > 0 && node < NodeCount; node++)
        {
            var at = Node(node).Find(element);
            place = new ListPlace(node, at);
            if (at >= 0)
                return true;
            elements -= CountIn(node);
        }

        place = default;
        return false;
    }

    /// <summary>Number of elements in a node.</summary>
    internal int CountIn(int node) => Node(node).Count;

    internal bool EqualsAt(ListPlace place, in PackedElement element) => Node(place.Node).EqualsAt(place.At, element);

    private protected ref PackedList Node(int index)
    {
        if (_nodes is not null)
            return ref _nodes[index];
        return ref _only;
    }
}
