namespace AkkaRedis.Node.Clients;

/// <summary>A command that waits for keys: on which shard, and in which batch of the connection.</summary>
public sealed record ClientWait(int Shard, long Sequence);
