using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Values;

/// <summary>
/// A value with elements: list, hash, set, sorted set, stream. Each kind has a reading base class (what read commands see)
/// and a writing class derived from it. Belongs to exactly one key at a time.
/// <para>
/// A kind counts its own bytes and reports to nobody: <see cref="MemoryBytes"/> is asked before and after each command that
/// found the value for a change (see <see cref="ByteLedger"/>), and must be O(1) and exact at both times.
/// </para>
/// </summary>
public abstract class CollectionValue
{
    public abstract ValueKind Kind { get; }

    /// <summary>What OBJECT ENCODING answers: listpack, quicklist, hashtable, …</summary>
    public abstract string EncodingName { get; }

    /// <summary>Number of elements. A collection without elements does not exist: its key is removed.</summary>
    public abstract int Count { get; }

    /// <summary>
    /// Bytes of this object and all it holds, to the byte: headers, arrays with their spare room, kept spare arrays. O(1): kept up
    /// with every change. Changes by writing calls only.
    /// </summary>
    public abstract long MemoryBytes { get; }

    /// <summary>A deep copy that shares nothing.</summary>
    public abstract CollectionValue Clone();

    /// <summary>The same in slices; this value may not change until the copy is complete.</summary>
    public virtual CollectionCopy BeginClone() => new WholeCopy(this);
}
