using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>What a <see cref="SegmentStore"/> is opened with.</summary>
public sealed record SegmentStoreSettings
{
    public required string Directory { get; init; }

    public SyncPolicy Policy { get; init; } = SyncPolicy.EverySecond;

    public JournalLimits Limits { get; init; } = new();

    /// <summary>Hears of what an operator should know: torn tails that were cut, streams that cannot be opened.</summary>
    public Action<string> Warn { get; init; } = static _ => { };
}
