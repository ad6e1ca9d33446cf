namespace AkkaRedis.Shard.Commands;

/// <summary>Counts of one shard, written by its actor only, read from anywhere (INFO) with a little delay.</summary>
public sealed class ShardCounters
{
    public long Hits;
    public long Misses;
    public long ExpiredKeys;
    public long EvictedKeys;

    /// <summary>Since when more memory is in use than may be, in Unix milliseconds; 0 = it is not.</summary>
    public long ExceededSinceMs;

    /// <summary>For how long that was so before.</summary>
    public long ExceededMs;

    /// <summary>Keys whose readers are remembered, and how many readers of keys that are; not counts, but how it is now.</summary>
    public long TrackedKeys;
    public long TrackedItems;
}
