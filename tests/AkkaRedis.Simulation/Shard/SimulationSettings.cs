using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Simulation.Shard;

/// <summary>The limits of one run, small enough that a few kilobytes of log meet all of them.</summary>
internal sealed record SimulationSettings
{
    public required JournalLimits Limits { get; init; }

    public required long SpacingBytes { get; init; }

    public required int FrameBytes { get; init; }

    public required int SnapshotUnits { get; init; }

    public required bool HasFunctions { get; init; }

    public static SimulationSettings Draw(Random random) => new()
    {
        Limits = new JournalLimits
        {
            SegmentBytes = random.Next(300, 3000),
            MinSegmentBytes = random.Next(200, 1000),
            ReserveBytes = 200,
            PruneRollBytes = random.Next(100, 1000),
            TurnBytes = random.Next(100, 4000),
            OutputBytes = random.Next(64, 512),
            WindowBytes = random.Next(64, 512),
        },
        SpacingBytes = random.Next(1, 600),
        FrameBytes = random.Next(16, 400),
        SnapshotUnits = random.Next(1, 20),
        HasFunctions = random.Next(10) == 0,
    };
}
