namespace AkkaRedis.Shard.Keyspace;

/// <summary>What goes when the memory limit is reached: out of which keys, and which of these first.</summary>
public enum EvictionPolicy
{
    /// <summary>Nothing goes; commands that need memory are refused.</summary>
    NoEviction,

    /// <summary>The key that was not used for the longest time.</summary>
    AllKeysLru,

    /// <summary>The key that is used least often.</summary>
    AllKeysLfu,

    /// <summary>Any key.</summary>
    AllKeysRandom,

    /// <summary>The same three among the keys that expire.</summary>
    VolatileLru,
    VolatileLfu,
    VolatileRandom,

    /// <summary>The key that expires first.</summary>
    VolatileTtl,
}

/// <summary>The policies' names, which are those of Redis.</summary>
public static class EvictionPolicies
{
    /// <summary>In the order in which redis-server lists them.</summary>
    private static readonly (string Name, EvictionPolicy Policy)[] All =
    [
        ("volatile-lru", EvictionPolicy.VolatileLru), ("volatile-lfu", EvictionPolicy.VolatileLfu),
        ("volatile-random", EvictionPolicy.VolatileRandom), ("volatile-ttl", EvictionPolicy.VolatileTtl),
        ("allkeys-lru", EvictionPolicy.AllKeysLru), ("allkeys-lfu", EvictionPolicy.AllKeysLfu),
        ("allkeys-random", EvictionPolicy.AllKeysRandom), ("noeviction", EvictionPolicy.NoEviction),
    ];

    public static IEnumerable<string> Names => All.Select(p => p.Name);

    public static bool UsesLfu(this EvictionPolicy policy) => policy is EvictionPolicy.AllKeysLfu or EvictionPolicy.VolatileLfu;

    public static bool IsRandom(this EvictionPolicy policy) => policy is EvictionPolicy.AllKeysRandom or EvictionPolicy.VolatileRandom;

    /// <summary>Do only keys that expire go?</summary>
    public static bool IsVolatile(this EvictionPolicy policy) => policy >= EvictionPolicy.VolatileLru;

    public static string Name(this EvictionPolicy policy) => Array.Find(All, p => p.Policy == policy).Name;

    /// <summary>The policy of a name in any letter case.</summary>
    public static bool TryParse(string name, out EvictionPolicy policy)
    {
        var found = Array.Find(All, p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        policy = found.Policy;
        return found.Name is not null;
    }
}
