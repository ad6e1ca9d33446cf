using System.Collections.Immutable;
using AkkaRedis.Node.Routing;
using AkkaRedis.Protocol.Slots;

namespace AkkaRedis.Node.Cluster.Topology;

/// <summary>
/// What was decided about a cluster: who it is, how many shards and replicas it has, and which slots each shard has. Of two
/// statements the one of the higher version holds. Immutable; the version is 0 while there is no cluster yet.
///
/// Invariants of what <see cref="FaultOf"/> lets pass: ranges are in order and cover all slots once, every shard has some.
/// </summary>
public sealed record ClusterTopology(long Version, string ClusterId, int Replicas, ImmutableArray<SlotRange> Slots)
{
    public const int ClusterIdLength = 40;
    public const int MaxReplicas = 5;

    public static readonly ClusterTopology None = new(0, "", 0, []);

    public bool IsFormed => Version > 0;

    public int Shards => Slots.IsEmpty ? 0 : Slots.Max(range => range.Shard) + 1;

    /// <summary>The first version of a cluster, with slots dealt out evenly.</summary>
    /// <param name="clusterId">40 hex digits, of no other cluster.</param>
    public static ClusterTopology Form(string clusterId, int shards, int replicas) =>
        new(1, clusterId, replicas, [.. EvenSlots(shards)]);

    /// <summary>The slots of each shard as <see cref="SlotMap"/> deals them out, which is how they are served.</summary>
    public static IEnumerable<SlotRange> EvenSlots(int shards)
    {
        var slots = new SlotMap(shards);
        for (var shard = 0; shard < shards; shard++)
            yield return new SlotRange(shard, slots.FirstSlotOf(shard), slots.FirstSlotOf(shard + 1) - 1);
    }

    /// <summary>What is wrong with a topology that was read; null when nothing is.</summary>
    public static string? FaultOf(ClusterTopology topology)
    {
        if (topology.Version < 1)
            return $"version {topology.Version}";
        if (topology.ClusterId.Length != ClusterIdLength || !topology.ClusterId.All(char.IsAsciiHexDigitLower))
            return "the id of the cluster is not 40 hex digits";
        if (topology.Replicas is < 0 or > MaxReplicas)
            return $"{topology.Replicas} replicas";
        return FaultOf(topology.Slots);
    }

    /// <summary>Two topologies are equal when all in them is.</summary>
    public bool Equals(ClusterTopology? other) =>
        other is not null && (Version, ClusterId, Replicas) == (other.Version, other.ClusterId, other.Replicas)
        && Slots.AsSpan().SequenceEqual(other.Slots.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Version, ClusterId, Replicas, Slots.Length);

    private static string? FaultOf(ImmutableArray<SlotRange> slots)
    {
        var next = 0;
        foreach (var range in slots)
        {
            if (range.Shard is < 0 or >= SlotMap.MaxShards)
                return $"shard {range.Shard}";
            if (range.First != next || range.Last < range.First || range.Last >= Slot.Count)
                return $"slots {range.First}-{range.Last} of shard {range.Shard} do not follow slot {next - 1}";
            next = range.Last + 1;
        }

        if (next != Slot.Count)
            return $"slots from {next} on have no shard";
        var shards = slots.Select(range => range.Shard).ToHashSet();
        return shards.Max() == shards.Count - 1 ? null : "a shard has no slots";
    }
}
