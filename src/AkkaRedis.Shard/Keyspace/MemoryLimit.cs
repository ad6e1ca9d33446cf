namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// How much memory the keys of a node may take, and what happens when they take more. Replaced as a whole when a part of it
/// changes. Names and defaults are Redis' own (7.0).
/// </summary>
public sealed record MemoryLimit
{
    /// <summary>Most that <see cref="Samples"/> means anything for.</summary>
    public const int MaxSamples = 64;

    /// <summary>maxmemory: bytes of all shards of the node together, an even part for each; 0 = no limit.</summary>
    public long MaxBytes { get; init; }

    public EvictionPolicy Policy { get; init; }

    /// <summary>maxmemory-samples: keys looked at for each one that goes.</summary>
    public int Samples { get; init; } = 5;

    /// <summary>maxmemory-eviction-tenacity: 0 to 100, how long a command may wait for memory to be freed.</summary>
    public int Tenacity { get; init; } = 10;

    /// <summary>lfu-log-factor: how many uses it takes to raise the frequency of a key that is used often.</summary>
    public int LfuLogFactor { get; init; } = 10;

    /// <summary>lfu-decay-time: minutes without use that lower the frequency by one; 0 = it does not fall.</summary>
    public int LfuDecayMinutes { get; init; } = 1;

    /// <summary>The part of one of so many shards; 0 = no limit.</summary>
    public long ShareOf(int shards) => MaxBytes == 0 ? 0 : Math.Max(1, MaxBytes / shards);
}
