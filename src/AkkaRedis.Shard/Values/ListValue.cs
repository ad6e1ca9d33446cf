namespace AkkaRedis.Shard.Values;

/// <summary>
/// A list as write commands see it. Adding never makes a node larger than the limit; nodes that shrank are joined when two
/// neighbours fit into half a node. Nodes are never empty, but for the only one of an empty list.
/// </summary>
public sealed class ListValue : ListView
{
    /// <summary>Lists with fewer nodes let a new one grow step by step; larger ones give it its full size at once.</summary>
    private const int FullSizeFromNodes = 8;

    public ListValue()
    {
    }

    internal ListValue(NodeDeque nodes) => _nodes = nodes;

    public void PushHead(ReadOnlySpan<byte> text, NodeLimit limit)
    {
        var element = new PackedElement(text);
        if (!limit.Fits(Node(0), element.Bytes))
            AddNode(0, element.Bytes, limit, roomAtFront: true);
        Insert(new ListPlace(0, Node(0).First), element, limit);
    }

    public void PushTail(ReadOnlySpan<byte> text, NodeLimit limit)
    {
        var element = new PackedElement(text);
        if (!limit.Fits(Node(NodeCount - 1), element.Bytes))
            AddNode(NodeCount, element.Bytes, limit, roomAtFront: false);
        Insert(new ListPlace(NodeCount - 1, Node(NodeCount - 1).End), element, limit);
    }

    public void RemoveHead() => Remove(First);

    public void RemoveTail() => Remove(Last);

    public void InsertBefore(ListPlace place, ReadOnlySpan<byte> text, NodeLimit limit) =>
        InsertAt(place, new PackedElement(text), limit);

    public void InsertAfter(ListPlace place, ReadOnlySpan<byte> text, NodeLimit limit) =>
        InsertAt(place with { At = Node(place.Node).Next(place.At) }, new PackedElement(text), limit);

    public void Replace(ListPlace place, ReadOnlySpan<byte> text, NodeLimit limit)
    {
        var element = new PackedElement(text);
        ref var node = ref Node(place.Node);
        var growth = element.Bytes - (node.Next(place.At) - place.At);
        if (growth <= 0 || node.Count == 1 || limit.Fits(node, growth, elements: 0))
        {
            var before = node.HeapBytes;
            node.Replace(place.At, element);
            NodeChanged(node, before, elements: 0);
            return;
        }

        var after = node.Remove(place.At);
        NodeChanged(node, node.HeapBytes, elements: -1);
        InsertAt(place with { At = after }, element, limit);
    }

    /// <summary>Removes up to <paramref name="max"/> equal elements, from the head or from the tail on; how many it removed.</summary>
    public int RemoveEqual(ReadOnlySpan<byte> text, int max, bool fromTail, NodeLimit limit)
    {
        var element = new PackedElement(text);
        var removed = 0;
        var isSparse = false;
        for (var i = 0; i < NodeCount && removed < max; i++)
        {
            ref var node = ref Node(fromTail ? NodeCount - 1 - i : i);
            var left = max - removed;
            var skip = fromTail ? Math.Max(0, node.CountEqual(element) - left) : 0;
            var found = node.RemoveEqual(element, skip, left);
            NodeChanged(node, node.HeapBytes, -found);
            removed += found;
            isSparse |= found > 0 && IsSparse(node, limit);
        }

        if (isSparse)
            JoinSparse(limit);
        return removed;
    }

    /// <summary>Removes so many elements from the head.</summary>
    public void DropHead(int elements)
    {
        while (elements > 0)
        {
            ref var node = ref Node(0);
            var here = Math.Min(elements, node.Count);
            RemoveFrom(0, node.First, here);
            elements -= here;
        }
    }

    /// <summary>Removes so many elements from the tail.</summary>
    public void DropTail(int elements)
    {
        while (elements > 0)
        {
            var last = NodeCount - 1;
            ref var node = ref Node(last);
            var here = Math.Min(elements, node.Count);
            RemoveFrom(last, node.Seek(node.Count - here), here);
            elements -= here;
        }
    }

    public override CollectionValue Clone() => new ListValue { _only = _only.Clone(), _nodes = _nodes?.Clone() };

    public override CollectionCopy BeginClone() => _nodes is null ? base.BeginClone() : new NodeDequeCopy(_nodes);

    /// <summary>What a node would be without up to <paramref name="max"/> equal elements; false when it has none of them.</summary>
    internal bool TryRemoveAside(int index, in PackedElement element, int max, bool fromTail, out ListNodeEdit edit)
    {
        edit = default;
        ref var node = ref Node(index);
        if (node.Find(element) < 0)
            return false;
        var rest = node.Clone();
        var skip = fromTail ? Math.Max(0, rest.CountEqual(element) - max) : 0;
        var removed = rest.RemoveEqual(element, skip, max);
        edit = new ListNodeEdit(index, rest.IsEmpty ? default : rest, removed);
        return true;
    }

    /// <summary>Puts nodes that some elements were removed from in place of those they were made of.</summary>
    internal void Apply(List<ListNodeEdit> edits, NodeLimit limit)
    {
        var isSparse = false;
        foreach (var edit in edits)
        {
            ref var node = ref Node(edit.Node);
            var before = node.HeapBytes;
            node = edit.Rest;
            NodeChanged(node, before, -edit.Removed);
            isSparse |= IsSparse(node, limit);
        }

        if (isSparse)
            JoinSparse(limit);
    }

    private void Remove(ListPlace place) => RemoveFrom(place.Node, place.At, 1);

    private void RemoveFrom(int index, int at, int elements)
    {
        ref var node = ref Node(index);
        if (_nodes is null)
        {
            node.Remove(at, elements);
            node.Trim(maxFreePercent: 75);
            return;
        }

        _nodes.Elements -= elements;
        if (elements == node.Count)
        {
            _nodes.Remove(index);
            BecomeOnly();
            return;
        }

        node.Remove(at, elements);
        BecomeOnly();
    }

    /// <summary>Inserts where the place is, or, when that node is full, into the one beside it or between its halves.</summary>
    private void InsertAt(ListPlace place, in PackedElement element, NodeLimit limit)
    {
        ref var node = ref Node(place.Node);
        if (limit.Fits(node, element.Bytes))
        {
            Insert(place, element, limit);
        }
        else if (place.At == node.First)
        {
            if (place.Node == 0 || !limit.Fits(Node(place.Node - 1), element.Bytes))
                AddNode(place.Node, element.Bytes, limit, roomAtFront: false);
            else
                place = place with { Node = place.Node - 1 };
            Insert(place with { At = Node(place.Node).End }, element, limit);
        }
        else if (place.At == node.End)
        {
            if (place.Node + 1 == NodeCount || !limit.Fits(Node(place.Node + 1), element.Bytes))
                AddNode(place.Node + 1, element.Bytes, limit, roomAtFront: true);
            Insert(new ListPlace(place.Node + 1, Node(place.Node + 1).First), element, limit);
        }
        else
        {
            Split(place);
            InsertAt(place with { At = Node(place.Node).End }, element, limit);
            JoinAround(place.Node, limit);
        }
    }

    private void Insert(ListPlace place, in PackedElement element, NodeLimit limit)
    {
        ref var node = ref Node(place.Node);
        var before = node.HeapBytes;
        node.Insert(place.At, element, limit.MaxBytes);
        NodeChanged(node, before, elements: 1);
    }

    /// <summary>Books what changed inside a node.</summary>
    private void NodeChanged(in PackedList node, long bytesBefore, int elements)
    {
        if (_nodes is null)
            return;
        _nodes.Elements += elements;
        _nodes.NodeBytes += node.HeapBytes - bytesBefore;
    }

    private void AddNode(int index, int elementBytes, NodeLimit limit, bool roomAtFront)
    {
        BecomeMany();
        TrimNode(index == 0 ? 0 : index - 1);
        _nodes!.Insert(index, NewNode(elementBytes, limit, roomAtFront));
    }

    private PackedList NewNode(int elementBytes, NodeLimit limit, bool roomAtFront)
    {
        if (elementBytes > limit.MaxBytes / 2)
            return PackedList.WithRoom(elementBytes, roomAtFront);
        var isFullSize = NodeCount >= FullSizeFromNodes && limit.MaxCount == int.MaxValue;
        var room = Math.Max(elementBytes, isFullSize ? limit.MaxBytes : limit.MaxBytes / 16);
        var spare = _nodes!.TakeSpare(room, roomAtFront);
        return spare.IsNone ? PackedList.WithRoom(room, roomAtFront) : spare;
    }

    /// <summary>A node that is closed, as its neighbour takes what comes next, gives its free room back.</summary>
    private void TrimNode(int index)
    {
        ref var node = ref Node(index);
        var before = node.HeapBytes;
        node.Trim(maxFreePercent: 12);
        NodeChanged(node, before, elements: 0);
    }

    private void Split(ListPlace place)
    {
        BecomeMany();
        ref var node = ref Node(place.Node);
        var before = node.HeapBytes;
        var tail = node.SplitAt(place.At);
        node.Trim(maxFreePercent: 12);
        NodeChanged(node, before, elements: 0);
        _nodes!.Insert(place.Node + 1, tail);
    }

    private static bool IsSparse(in PackedList node, NodeLimit limit) => node.ElementBytes < limit.MaxBytes / 4;

    /// <summary>Joins a node and the two after it with each other and with what is before, as far as they fit.</summary>
    private void JoinAround(int index, NodeLimit limit)
    {
        for (var i = Math.Min(index + 2, NodeCount - 2); i >= Math.Max(index - 1, 0); i--)
            TryJoin(i, limit);
        BecomeOnly();
    }

    private void JoinSparse(NodeLimit limit)
    {
        if (_nodes is null)
        {
            _only.Trim(maxFreePercent: 50);
            return;
        }

        var joined = new NodeDeque { Elements = _nodes.Elements };
        for (var i = 0; i < _nodes.Count; i++)
        {
            if (!_nodes[i].IsEmpty)
                joined.AddJoining(_nodes[i], limit);
        }

        _nodes = joined;
        BecomeOnly();
    }

    private void TryJoin(int index, NodeLimit limit)
    {
        ref var left = ref Node(index);
        ref var right = ref Node(index + 1);
        if (!limit.Fits(left, right.ElementBytes, right.Count))
            return;
        var before = left.HeapBytes;
        left.Append(right);
        NodeChanged(left, before, elements: 0);
        _nodes!.Remove(index + 1);
    }

    private void BecomeMany()
    {
        if (_nodes is not null)
            return;
        var nodes = new NodeDeque { Elements = _only.Count };
        nodes.Insert(0, _only);
        _nodes = nodes;
        _only = default;
    }

    /// <summary>One node that is less than half full needs no deque; a fuller one may soon have a neighbour again.</summary>
    private void BecomeOnly()
    {
        if (_nodes is not { Count: <= 1 })
            return;
        if (_nodes.Count == 1 && _nodes[0].ElementBytes * 2L > _nodes[0].HeapBytes)
            return;
        _only = _nodes.Count == 0 ? default : _nodes[0];
        _nodes = null;
    }
}
