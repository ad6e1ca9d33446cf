namespace AkkaRedis.Shard.Execution;

/// <summary>
/// While it lasts a shard removes nothing by itself: keys past their time are not found any more, and stay (CLIENT PAUSE).
/// One for the shards of a node; set from any thread.
/// </summary>
public sealed class DataPause
{
    private long _untilMs;

    /// <summary>Unix milliseconds; 0 = no pause.</summary>
    public long UntilMs
    {
        get => Volatile.Read(ref _untilMs);
        set => Volatile.Write(ref _untilMs, value);
    }

    public bool HoldsAt(long nowMs) => nowMs < UntilMs;
}
