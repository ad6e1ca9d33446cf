namespace AkkaRedis.Node.Cluster.Topology;

/// <summary>Slots from one to another, both included, and the shard that has them.</summary>
public readonly record struct SlotRange(int Shard, int First, int Last);
