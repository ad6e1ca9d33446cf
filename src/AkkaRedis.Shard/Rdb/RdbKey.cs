using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>A key as a file has it, with a value that belongs to nobody yet: a collection, or, when that is null, text.</summary>
/// <param name="ExpireAtMs">Unix milliseconds, or <see cref="Keyspace.Expiry.None"/>.</param>
public sealed record RdbKey(int Db, byte[] Key, long ExpireAtMs, byte[] Text, CollectionValue? Collection)
{
    /// <summary>Bytes of key and value, roughly.</summary>
    public long Bytes => Key.Length + Text.Length + (Collection?.MemoryBytes ?? 0);
}
