namespace AkkaRedis.Shard.Values;

/// <summary>How many members a set of integers alone may have in its sorted form.</summary>
public readonly record struct SetLimits(int MaxIntegers);
