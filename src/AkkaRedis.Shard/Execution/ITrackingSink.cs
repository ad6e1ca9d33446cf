namespace AkkaRedis.Shard.Execution;

/// <summary>A key that changed, and the connection that changed it last; 0 = none did, it expired or was evicted.</summary>
public readonly record struct ChangedKey(byte[] Key, long Writer);

/// <summary>
/// Tells clients that what they keep of this server's keys is no longer true (CLIENT TRACKING). Called on the shards' threads;
/// must only queue.
/// </summary>
public interface ITrackingSink
{
    /// <summary>Some client wants to hear of changed keys that it never read (BCAST).</summary>
    bool HasBroadcasts { get; }

    /// <summary>A key that these connections read has changed; they have to read it again to hear of it again.</summary>
    /// <param name="key">The key.</param>
    /// <param name="readers">Ids of connections, ascending.</param>
    /// <param name="writer">The connection that changed it, 0 = none.</param>
    /// <param name="madeRoomFor">The one for whose request, the only one of its batch, the key was evicted; 0 = none.</param>
    void KeyChanged(ReadOnlySpan<byte> key, IReadOnlyList<long> readers, long writer, long madeRoomFor);

    /// <summary>For broadcasts: keys that changed since the last call, each once, in the order of their bytes.</summary>
    void KeysChanged(IReadOnlyList<ChangedKey> keys);

    /// <summary>All keys may have changed.</summary>
    void AllChanged();
}
