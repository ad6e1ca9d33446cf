namespace AkkaRedis.Shard.Journal;

/// <summary>A segment that is open for writing, or for being synced for the last time.</summary>
internal sealed class OpenSegment(IJournalFile file, long firstSequence, long bytes)
{
    public IJournalFile File => file;

    public long FirstSequence => firstSequence;

    /// <summary>What is written and acknowledged, or soon will be.</summary>
    public long Bytes { get; set; } = bytes;

    /// <summary>How much of it is known to be on disk.</summary>
    public long SyncedBytes { get; set; }

    /// <summary>How much of it was sent on its way to the disk.</summary>
    public long SentBytes { get; set; }

    /// <summary>How much space was taken in advance.</summary>
    public long ReservedBytes { get; set; } = bytes;
}
