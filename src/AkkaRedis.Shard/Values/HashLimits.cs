namespace AkkaRedis.Shard.Values;

/// <summary>How far a hash stays in packed form: fields, and bytes of each field or value.</summary>
public readonly record struct HashLimits(int MaxFields, int MaxTextBytes);
