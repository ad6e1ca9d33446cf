using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// Writes a collection in RDB encoding, in slices between which nobody changes it: in one block what is small, as redis-server
/// would hold it, else element by element. Strings are written at once (<see cref="RdbOutput.Text"/>).
/// </summary>
public abstract class RdbValueWriter
{
    /// <summary>Most elements, and bytes, of a collection that is written as one block.</summary>
    private protected const int MaxBlockElements = 512;

    private protected const int MaxBlockBytes = 1 << 15;

    /// <summary>The number that says how the value is written; stands before it, or, in a file, before the key.</summary>
    public abstract byte Type { get; }

    public static byte TypeOfString => (byte)RdbType.Text;

    /// <summary>Null for a kind that has no encoding here.</summary>
    public static RdbValueWriter? For(CollectionValue value) => value switch
    {
        ListView list => new RdbListWriter(list),
        HashView hash => new RdbHashWriter(hash),
        SetView set => new RdbSetWriter(set),
        SortedSetView sorted => new RdbSortedSetWriter(sorted),
        _ => null,
    };

    /// <summary>Writes about so many elements; true when the value is complete.</summary>
    public abstract bool Step(RdbOutput output, int units);

    private protected static bool FitsBlock(CollectionValue value) =>
        value.Count <= MaxBlockElements && value.MemoryBytes <= MaxBlockBytes;
}
