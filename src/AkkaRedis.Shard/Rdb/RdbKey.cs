using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// A key as a file has it, with a value that belongs to nobody yet: a collection, or, when that is null, text. The bytes are
/// somebody's buffer: the reader's, until the next key is read, or an <see cref="RdbKeyList"/>'s.
/// </summary>
/// <param name="ExpireAtMs">Unix milliseconds, or <see cref="Expiry.None"/>.</param>
public readonly record struct RdbKey(
    int Db, ReadOnlyMemory<byte> Key, long ExpireAtMs, ReadOnlyMemory<byte> Text, CollectionValue? Collection)
{
    /// <summary>Bytes of key and value, roughly.</summary>
    public long Bytes => Key.Length + Text.Length + (Collection?.MemoryBytes ?? 0);

    /// <summary>Had the key expired at this time, as redis-server judges when it loads a file?</summary>
    public bool HasExpiredAt(long nowMs) => ExpireAtMs != Expiry.None && ExpireAtMs < nowMs;

    /// <summary>Stores the key in place of one that is there.</summary>
    public void StoreIn(Database database)
    {
        if (Collection is { } collection)
            database.SetCollection(Key.Span, collection, ExpireAtMs);
        else
            database.SetString(Key.Span, Text.Span, ExpireAtMs);
    }
}
