namespace AkkaRedis.Shard.Keyspace;

/// <summary>The type of a key's value. Numbers are persisted; they may only be added to.</summary>
public enum ValueKind : byte
{
    None = 0,
    String = 1,
    List = 2,
    Set = 3,
    ZSet = 4,
    Hash = 5,
    Stream = 6,
}

/// <summary>Special values where an expiry time (Unix milliseconds) is expected.</summary>
public static class Expiry
{
    /// <summary>The key does not expire.</summary>
    public const long None = -1;

    /// <summary>The key keeps the expiry time it has.</summary>
    public const long Keep = -2;
}
