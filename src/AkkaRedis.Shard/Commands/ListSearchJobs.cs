using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>When the search for an element is too long for one turn, for the writing commands that begin with one.</summary>
internal static class ListSearch
{
    /// <summary>A look at an element costs far less than the key or element that a unit of work stands for.</summary>
    public const int ElementsPerUnit = 16;

    /// <summary>Slices' worth of elements that are still searched at once, as that takes less than the shortest turn.</summary>
    private const int SlicesAtOnce = 50;

    public static bool IsLong(ReadContext c, ListView list) => list.Count / SlicesAtOnce > c.Settings.SliceElements;
}

/// <summary>LREM in a long list.</summary>
internal sealed class ListRemoveJob(ListValue list, ListRemoval removal, byte[] key) : ISlicedWrite
{
    public ReadOnlyMemory<byte> LockedKey => key;

    public bool Step(ReadContext c, int units) => removal.Search(units * ListSearch.ElementsPerUnit);

    public void Apply(WriteContext c)
    {
        var removed = c.Find(key).IsNone ? 0 : removal.Found;
        if (removed > 0)
        {
            removal.Apply(c.NodeLimit());
            c.Shrunk(key, list, ListCommands.ElementsRemoved);
        }

        c.Reply.Integer(removed);
    }
}

/// <summary>LINSERT into a long list.</summary>
internal sealed class ListInsertJob(ListValue list, bool isAfter, byte[] key, byte[] pivot) : ISlicedWrite
{
    private int _node;
    private ListPlace? _place;

    public ReadOnlyMemory<byte> LockedKey => key;

    public bool Step(ReadContext c, int units)
    {
        if (_place is null && list.TryFind(new PackedElement(pivot), ref _node, units * ListSearch.ElementsPerUnit, out var found))
            _place = found;
        return _place is not null || _node == list.NodeCount;
    }

    public void Apply(WriteContext c) => ListCommands.Insert(c, c.Find(key).IsNone ? null : list, _place, isAfter);
}
