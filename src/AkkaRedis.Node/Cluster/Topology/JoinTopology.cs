namespace AkkaRedis.Node.Cluster.Topology;

/// <summary>Asks whether a node may serve, and for the topology by which.</summary>
public sealed record JoinTopology(NodeClaim Claim);

/// <summary>The answer: serve by this.</summary>
public sealed record TopologyGiven(ClusterTopology Topology);

/// <summary>The other answer.</summary>
public sealed record TopologyRefused(string Reason);
