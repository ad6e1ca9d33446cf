namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// All databases of one shard. Owned by one actor; not thread-safe.
/// Keys and strings are in native memory, which lives as long as this object: dispose it, or drop all references to it and
/// to what it gave out.
/// </summary>
public sealed class KeyspaceStore : IDisposable
{
    /// <summary>A constant, because scan cursors must mean the same on every member of a cluster.</summary>
    public const long DefaultHashSeed = 0x2545_F491_4F6C_DD1D;

    private readonly ValueHeap _heap;
    private readonly Database[] _databases;

    /// <param name="databases">Number of databases.</param>
    /// <param name="hashSeed">Decides the order of keys; the same on every member of a cluster.</param>
    /// <param name="inBackground">Runs work that needs no data on another thread (preparing memory); null = it is left out.</param>
    public KeyspaceStore(int databases, long hashSeed = DefaultHashSeed, Action<Action>? inBackground = null)
    {
        _heap = new ValueHeap(inBackground);
        _databases = new Database[databases];
        for (var i = 0; i < databases; i++)
            _databases[i] = new Database(_heap, hashSeed);
    }

    public int DatabaseCount => _databases.Length;

    public Database this[int db] => _databases[db];

    /// <summary>
    /// Bytes of all keys, values and tables, what waits to be freed included. Exact: the blocks that are handed out, and the
    /// objects of collections as of the last <see cref="SettleBytes"/>.
    /// </summary>
    public long MemoryBytes => _heap.Slab.LiveBytes + CollectionBytes;

    /// <summary>The part of them that is on the managed heap.</summary>
    public long CollectionBytes => _heap.Objects.MemoryBytes + _heap.Objects.ValueBytes;

    /// <summary>Bytes taken from the system for them; more than <see cref="MemoryBytes"/> by what is fragmented or spare.</summary>
    public long ReservedBytes => _heap.Slab.ReservedBytes + CollectionBytes;

    /// <summary>How uses of keys count; bound to time and rules by whoever runs a command.</summary>
    public UseClock Uses => _heap.Uses;

    /// <summary>Is there something that <see cref="Reclaim"/> would free?</summary>
    public bool AnyReclaimable => _heap.Reclaims.AnyFreeable;

    internal ValueHeap Heap => _heap;

    /// <summary>Values that were removed and wait to be freed.</summary>
    public long PendingReclaims => _heap.Reclaims.Pending;

    /// <summary>Exchanges the content of two databases; O(1).</summary>
    public void Swap(int a, int b) => _databases[a].SwapWith(_databases[b]);

    /// <summary>Empties a database at once; the old content is freed later, in slices.</summary>
    public void Clear(int db)
    {
        if (_databases[db].TakeContent() is { } content)
            _heap.Reclaims.AddContent(content);
    }

    /// <summary>Frees up to <paramref name="units"/> pieces of removed values; true when more wait.</summary>
    public bool Reclaim(int units) => _heap.Reclaims.FreeSome(units);

    /// <summary>Counts the bytes of the collections that were found for a change: call when a command is done.</summary>
    public void SettleBytes() => _heap.Ledger.Settle();

    public void Dispose() => _heap.Slab.Dispose();
}
