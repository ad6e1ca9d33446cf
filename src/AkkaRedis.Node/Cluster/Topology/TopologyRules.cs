namespace AkkaRedis.Node.Cluster.Topology;

/// <summary>What a node that starts knows of its cluster and wants of one that is first formed.</summary>
/// <param name="Copy">The last topology that it saw; null when it has seen none.</param>
/// <param name="Shards">The number of shards that it serves.</param>
/// <param name="NewClusterId">The id of the cluster, should it be formed now.</param>
public sealed record NodeClaim(ClusterTopology? Copy, int Shards, int Replicas, string NewClusterId);

/// <summary>What becomes of a claim: an event to store, a refusal, or neither when all is as it is known.</summary>
public readonly record struct TopologyDecision(ClusterFormed? Event, string? Refusal);

/// <summary>
/// The decisions about a topology. Two places know it: the journal and the copy of each node. Of the two the higher version
/// holds: the journal of a node without logs is empty at every start, and that of one whose files were lost is too. What must
/// never differ is which cluster it is, and how many shards it has: keys would be looked for where they are not.
/// </summary>
public static class TopologyRules
{
    /// <summary>Decides about a node that wants to serve, given what the journal says.</summary>
    public static TopologyDecision Decide(ClusterTopology known, NodeClaim claim)
    {
        if (claim.Copy is { } copy && known.IsFormed && copy.ClusterId != known.ClusterId)
            return Refuse($"topology: the directory of this node is of cluster {copy.ClusterId}, the journal of {known.ClusterId}");
        var newest = claim.Copy is { } seen && seen.Version > known.Version ? seen : known;
        if (!newest.IsFormed)
            newest = ClusterTopology.Form(claim.NewClusterId, claim.Shards, claim.Replicas);
        if (newest.Shards != claim.Shards)
            return Refuse($"topology: the cluster has {newest.Shards} shards, this node was started with {claim.Shards}; "
                + $"start with --shards {newest.Shards}");
        if (known.IsFormed && known.Shards != newest.Shards)
            return Refuse($"topology: the journal has {known.Shards} shards, the directory of this node {newest.Shards}");
        if (!newest.Slots.AsSpan().SequenceEqual(ClusterTopology.EvenSlots(newest.Shards).ToArray()))
            return Refuse("topology: slots are dealt out in a way that this program does not serve");
        return newest.Version > known.Version ? new TopologyDecision(new ClusterFormed(newest), null) : default;
    }

    /// <summary>The topology after an event of the journal; null, with the fault, when the event cannot have come then.</summary>
    public static ClusterTopology? After(ClusterTopology known, ClusterFormed formed, out string? fault)
    {
        fault = ClusterTopology.FaultOf(formed.Topology);
        if (fault is null && known.IsFormed && formed.Topology.ClusterId != known.ClusterId)
            fault = $"cluster {formed.Topology.ClusterId} after cluster {known.ClusterId}";
        if (fault is null && formed.Topology.Version <= known.Version)
            fault = $"version {formed.Topology.Version} after {known.Version}";
        return fault is null ? formed.Topology : null;
    }

    private static TopologyDecision Refuse(string reason) => new(null, reason);
}
