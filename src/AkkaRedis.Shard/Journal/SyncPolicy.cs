namespace AkkaRedis.Shard.Journal;

/// <summary>When what was written is synced, as appendfsync.</summary>
public enum SyncPolicy
{
    /// <summary>Left to the system.</summary>
    No,

    /// <summary>Once a second, beside the writing.</summary>
    EverySecond,

    /// <summary>Before a write is acknowledged.</summary>
    Always,
}
