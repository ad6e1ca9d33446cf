namespace AkkaRedis.Shard.Values;

/// <summary>How far a sorted set stays in packed form: members, and bytes of each.</summary>
public readonly record struct SortedLimits(int MaxMembers, int MaxTextBytes);
