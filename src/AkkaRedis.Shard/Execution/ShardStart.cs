using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;

namespace AkkaRedis.Shard.Execution;

/// <summary>What a shard's primary is started with.</summary>
public sealed record ShardStart
{
    public required int Shard { get; init; }

    /// <summary>Shards of the node, which have even parts of its memory.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Live settings, shared by the shards of the node.</summary>
    public required ShardSettings Settings { get; init; }

    public required CommandTable Commands { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Seed of the shard's random choices.</summary>
    public required int Seed { get; init; }

    public int Databases { get; init; } = 16;

    /// <summary>Runs work that needs no data on another thread; null = it is left out.</summary>
    public Action<Action>? InBackground { get; init; }

    /// <summary>Hears of key events; null = nobody does.</summary>
    public IKeyEventSink? KeyEvents { get; init; }

    /// <summary>Hears of what takes long.</summary>
    public LatencyWatch Watch { get; init; } = LatencyWatch.None;

    /// <summary>Says whether times are counted.</summary>
    public LatencyTracking? Tracking { get; init; }

    /// <summary>Tells clients that track keys; null = there are none.</summary>
    public ITrackingSink? Trackers { get; init; }

    /// <summary>Shared by the shards of the node.</summary>
    public DataPause Pause { get; init; } = new();

    /// <summary>Newest part of the command log kept in memory; a power of two.</summary>
    public int LogRingBytes { get; init; } = Log.CommandLog.DefaultRingBytes;

    /// <summary>Time one actor turn may take before the rest waits for the next one.</summary>
    public double TurnMs { get; init; } = 1;

    /// <summary>Reply bytes of one batch above which the rest of it waits until they were taken out.</summary>
    public int ReplyLimitBytes { get; init; } = 1 << 20;

    /// <summary>How often keys past their time are looked for.</summary>
    public int ExpireCycleMs { get; init; } = 100;
}
