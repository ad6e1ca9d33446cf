namespace AkkaRedis.Shard.Journal;

/// <summary>The named limits of the journal, in bytes.</summary>
public sealed record JournalLimits
{
    /// <summary>
    /// A segment that has grown to this is followed by another. What is pruned is given back a segment at a time; so a stream with
    /// less in it has smaller ones, an eighth of what it has.
    /// </summary>
    public long SegmentBytes { get; init; } = 64 << 20;

    /// <summary>The smallest of them.</summary>
    public long MinSegmentBytes { get; init; } = 4 << 20;

    /// <summary>Most space taken in advance of writing, so that a sync has less to note about the file.</summary>
    public long ReserveBytes { get; init; } = 8 << 20;

    /// <summary>A segment of which all is pruned is given up early when it has grown to this.</summary>
    public long PruneRollBytes { get; init; } = 4 << 20;

    /// <summary>What waits to be written, of all streams; more is refused.</summary>
    public long QueueBytes { get; init; } = 256 << 20;

    /// <summary>What one stream writes before another has its turn.</summary>
    public long TurnBytes { get; init; } = 4 << 20;

    /// <summary>Frames are gathered into one write up to this.</summary>
    public int OutputBytes { get; init; } = 1 << 20;

    /// <summary>Longest group that whoever brings it may write himself.</summary>
    public int OwnWriteBytes { get; init; } = 1 << 18;

    /// <summary>Bytes read at a time.</summary>
    public int WindowBytes { get; init; } = 1 << 20;

    /// <summary>Replayed bytes that may wait for being applied.</summary>
    public long ReplayCreditBytes { get; init; } = 8 << 20;
}
