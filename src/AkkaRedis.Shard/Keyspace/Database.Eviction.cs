namespace AkkaRedis.Shard.Keyspace;

/// <summary>What eviction looks at: some keys, and one of them again by its hash.</summary>
public sealed partial class Database
{
    private const int MaxSample = 64;

    /// <summary>
    /// Some keys by chance, up to as many as there is room for. Those that expire are looked for among all keys, which is fair
    /// while they are not rare; where none is met they come from the index of expiry times, some after the others.
    /// </summary>
    internal int Sample(Random random, bool onlyExpiring, Span<Entry> into)
    {
        if (onlyExpiring && ExpiresCount == 0)
            return 0;
        Span<Blob> blobs = stackalloc Blob[Math.Min(MaxSample, into.Length)];
        var found = KeySample.Take(_table, random, onlyExpiring, blobs);
        if (found == 0 && onlyExpiring)
            found = _expiry!.Sample(blobs);
        for (var i = 0; i < found; i++)
            into[i] = EntryOf(blobs[i]);
        return found;
    }

    internal KeyHash HashOf(Entry entry) => _table.HashOf(entry.Blob);

    /// <summary>The entry of a key of which the hash is known; none when it is gone.</summary>
    internal Entry FindByHash(KeyHash hash) => EntryOf(_table.FindByHash(hash));
}
