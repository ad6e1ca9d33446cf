namespace AkkaRedis.Shard.Values;

/// <summary>
/// A deep copy in the making, built in slices beside its original, which nobody changes meanwhile. Shares nothing with it.
/// </summary>
public abstract class CollectionCopy
{
    /// <summary>Bytes whose copying counts as one unit of work, as an element does.</summary>
    internal const int UnitBytes = 256;

    /// <summary>The copy; only when it is complete.</summary>
    public abstract CollectionValue Copied { get; }

    /// <summary>Is copying this more than so many units of work?</summary>
    public static bool IsLong(CollectionValue original, int units) =>
        original.Count > units || original.MemoryBytes / UnitBytes > units;

    /// <summary>Copies up to about so many elements; true when the copy is complete.</summary>
    public abstract bool Step(int units);

    internal static int UnitsOf(in PackedList list) => 1 + list.ElementBytes / UnitBytes;
}

/// <summary>The copy of a value that has no need, or no way, to be copied in slices.</summary>
internal sealed class WholeCopy(CollectionValue original) : CollectionCopy
{
    private CollectionValue? _copy;

    public override CollectionValue Copied => _copy!;

    public override bool Step(int units)
    {
        _copy ??= original.Clone();
        return true;
    }
}

/// <summary>The copy of a hash or set in full form, which is made of its table in the end.</summary>
internal sealed class HashTableCopy(HashTable original, Func<HashTable, CollectionValue> madeOf) : CollectionCopy
{
    private readonly HashTable _copy = original.NewLike();
    private int _bucket;

    public override CollectionValue Copied => madeOf(_copy);

    public override bool Step(int units) => _copy.CopySome(original, ref _bucket, units);
}

/// <summary>The copy of a list of many nodes.</summary>
internal sealed class NodeDequeCopy(NodeDeque original) : CollectionCopy
{
    private readonly NodeDeque _copy = new();

    public override CollectionValue Copied => new ListValue(_copy);

    public override bool Step(int units) => _copy.CopySome(original, units);
}
