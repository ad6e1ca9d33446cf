namespace AkkaRedis.Shard.Replication;

/// <summary>Who must have a write before it is acknowledged, besides the primary, which always has it.</summary>
public enum MinAcks : byte
{
    /// <summary>Nobody: what a failover may lose is the lag of the replicas.</summary>
    None,

    /// <summary>One replica of the in-sync set.</summary>
    One,

    /// <summary>More than half of the in-sync set, the primary included.</summary>
    Majority,
}
