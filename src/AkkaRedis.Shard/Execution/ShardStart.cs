using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Slots;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Scripting;

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

    /// <summary>Scripts known to the node; shared by its shards.</summary>
    public ScriptStore Scripts { get; init; } = new();

    /// <summary>Runs commands of the node in their place among those of the shard, and for scripts; null = there are none.</summary>
    public INodeCommandRunner? NodeCommands { get; init; }

    /// <summary>Takes what scripts log, with levels from 0 (debug) to 3 (warning).</summary>
    public Action<int, string>? ScriptLog { get; init; }

    /// <summary>Called by a script that runs for long, on the shard's thread, so that others get another; null = no need.</summary>
    public Action? StepAside { get; init; }

    /// <summary>The shard's slots: from the first one to the one before <see cref="EndSlot"/>.</summary>
    public int FirstSlot { get; init; }

    public int EndSlot { get; init; } = Slot.Count;

    /// <summary>So much of the newest command log is kept in memory at least.</summary>
    public long LogKeptBytes { get; init; } = Log.CommandLog.DefaultKeptBytes;

    /// <summary>Time one actor turn may take before the rest waits for the next one.</summary>
    public double TurnMs { get; init; } = 1;

    /// <summary>Reply bytes of one batch above which the rest of it waits until they were taken out.</summary>
    public int ReplyLimitBytes { get; init; } = 1 << 20;

    /// <summary>Keys and elements that a snapshot saves between two looks at the clock.</summary>
    public int SnapshotUnits { get; init; } = 500;

    /// <summary>How often keys past their time are looked for.</summary>
    public int ExpireCycleMs { get; init; } = 100;

    internal ScriptEnvironment ScriptEnvironment() => new()
    {
        Commands = Commands,
        Time = Time,
        Store = Scripts,
        FirstSlot = FirstSlot,
        EndSlot = EndSlot,
        NodeCommands = NodeCommands,
        Log = ScriptLog,
        StepAside = StepAside,
    };
}
