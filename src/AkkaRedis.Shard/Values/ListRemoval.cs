namespace AkkaRedis.Shard.Values;

/// <summary>
/// The removal of equal elements from a long list in two parts: the search, in slices, builds what the nodes with such
/// elements become beside the list, which nobody changes meanwhile; then all are put in place at once.
/// </summary>
public sealed class ListRemoval(ListValue list, byte[] text, int max, bool fromTail)
{
    private readonly List<ListNodeEdit> _edits = [];
    private int _visited;

    /// <summary>Elements found so far.</summary>
    public int Found { get; private set; }

    /// <summary>Looks at up to about so many elements; true when all to be removed are found.</summary>
    public bool Search(int elements)
    {
        var element = new PackedElement(text);
        for (; elements > 0 && _visited < list.NodeCount && Found < max; _visited++)
        {
            var index = fromTail ? list.NodeCount - 1 - _visited : _visited;
            elements -= list.CountIn(index);
            if (!list.TryRemoveAside(index, element, max - Found, fromTail, out var edit))
                continue;
            _edits.Add(edit);
            Found += edit.Removed;
        }

        return _visited == list.NodeCount || Found == max;
    }

    public void Apply(NodeLimit limit) => list.Apply(_edits, limit);
}

/// <summary>A node of a list without some of its elements.</summary>
internal readonly record struct ListNodeEdit(int Node, PackedList Rest, int Removed);
