using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Values;

/// <summary>
/// A value with elements: list, hash, set, sorted set, stream. Each kind has a reading base class (what read commands see)
/// and a writing class derived from it. Belongs to exactly one key at a time.
/// </summary>
public abstract class CollectionValue
{
    public abstract ValueKind Kind { get; }

    /// <summary>What OBJECT ENCODING answers: listpack, quicklist, hashtable, …</summary>
    public abstract string EncodingName { get; }

    /// <summary>Number of elements. A collection without elements does not exist: its key is removed.</summary>
    public abstract int Count { get; }

    /// <summary>Bytes this value occupies, own bookkeeping included; exact for what it allocated itself.</summary>
    public abstract long MemoryBytes { get; }

    /// <summary>A deep copy that shares nothing.</summary>
    public abstract CollectionValue Clone();

    /// <summary>The same in slices; this value may not change until the copy is complete.</summary>
    public virtual CollectionCopy BeginClone() => new WholeCopy(this);
}
