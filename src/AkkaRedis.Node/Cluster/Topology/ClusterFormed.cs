namespace AkkaRedis.Node.Cluster.Topology;

/// <summary>
/// The event of a topology: the cluster was formed so. A journal that lost its events, or is in memory alone, gets it again from
/// the copy that a node kept.
/// </summary>
public sealed record ClusterFormed(ClusterTopology Topology);
