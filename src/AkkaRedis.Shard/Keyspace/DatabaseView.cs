namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// One numbered database of a shard, as read commands see it. Nothing here knows the time: entries past their expiry are
/// still found, and whoever asks decides (the command contexts do).
/// </summary>
public abstract class DatabaseView
{
    /// <summary>Number of keys, expired ones that were not removed yet included.</summary>
    public abstract int Count { get; }

    /// <summary>Number of keys with an expiry time.</summary>
    public abstract int ExpiresCount { get; }

    /// <summary>Average of (expiry - now) over keys with an expiry, for INFO; 0 when there are none.</summary>
    public abstract long AverageTtlMs(long nowMs);

    /// <summary>The entry of a key, expired or not; <see cref="Entry.IsNone"/> when there is none.</summary>
    public abstract Entry Find(ReadOnlySpan<byte> key);

    /// <summary>
    /// Walks all keys in the order of their place: appends about <paramref name="minEntries"/> entries (more when a bucket
    /// holds more, fewer at the end) and returns the cursor to go on with, 0 at the end. A key that is there during the whole
    /// walk is seen at least once, whatever is added, removed or resized between the calls. Cursors are below 2^48 and mean
    /// the same on every member of the shard.
    /// </summary>
    public abstract ulong Scan(ulong cursor, int minEntries, List<Entry> into);

    /// <summary>The same over the keys of one slot.</summary>
    public abstract ulong ScanSlot(int slot, ulong cursor, int minEntries, List<Entry> into);

    /// <summary>Number of keys of a slot.</summary>
    public abstract int CountInSlot(int slot);

    /// <summary>Bytes of all keys and values, bookkeeping of the single key included: the sum of their entries' bytes.</summary>
    public abstract long Bytes { get; }

    /// <summary>The same for the keys of one slot.</summary>
    public abstract long BytesInSlot(int slot);

    /// <summary>Some entry, close to equally likely; none when empty.</summary>
    public abstract Entry Random(Random random);
}
