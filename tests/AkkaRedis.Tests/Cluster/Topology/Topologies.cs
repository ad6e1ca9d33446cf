using System.Collections.Immutable;
using AkkaRedis.Node.Cluster.Topology;
using AkkaRedis.Protocol.Slots;

namespace AkkaRedis.Tests.Cluster.Topology;

/// <summary>Topologies to test with.</summary>
internal static class Topologies
{
    public static readonly string IdA = new('a', ClusterTopology.ClusterIdLength);
    public static readonly string IdB = new('b', ClusterTopology.ClusterIdLength);

    public static ClusterTopology Of(int shards, long version = 1, string? id = null) =>
        ClusterTopology.Form(id ?? IdA, shards, replicas: 0) with { Version = version };

    /// <summary>One that can be, with slots dealt out anyhow.</summary>
    public static ClusterTopology Draw(Random random)
    {
        var shards = random.Next(1, 129);
        var cuts = new SortedSet<int>();
        while (cuts.Count < shards + random.Next(20) - 1)
            cuts.Add(random.Next(1, Slot.Count));
        int[] ends = [.. cuts, Slot.Count];
        var slots = ends.Select((end, i) =>
            new SlotRange(i < shards ? i : random.Next(shards), i == 0 ? 0 : ends[i - 1], end - 1)).ToImmutableArray();
        return new ClusterTopology(random.NextInt64(1, long.MaxValue), Id(random), random.Next(6), slots);
    }

    private static string Id(Random random)
    {
        var bytes = new byte[ClusterTopology.ClusterIdLength / 2];
        random.NextBytes(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
