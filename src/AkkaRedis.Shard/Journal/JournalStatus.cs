namespace AkkaRedis.Shard.Journal;

/// <summary>What the journal did and how it is, for INFO and the log. Written by its threads, read by any.</summary>
public sealed class JournalStatus
{
    /// <summary>A sync that takes longer is a stall worth telling.</summary>
    public const long StallMs = 2000;

    private long _events;
    private long _groups;
    private long _bytes;
    private long _syncs;
    private long _stalls;
    private long _longestSyncMs;
    private long _syncBeganMs = -1;
    private JournalFailure? _writeFailure;
    private JournalFailure? _syncFailure;

    public long Events => Volatile.Read(ref _events);

    /// <summary>Writes, each of one or more events.</summary>
    public long Groups => Volatile.Read(ref _groups);

    public long Bytes => Volatile.Read(ref _bytes);

    /// <summary>Rounds of the sync of each second.</summary>
    public long Syncs => Volatile.Read(ref _syncs);

    /// <summary>Rounds that took longer than <see cref="StallMs"/>.</summary>
    public long Stalls => Volatile.Read(ref _stalls);

    public long LongestSyncMs => Volatile.Read(ref _longestSyncMs);

    /// <summary>Why the last write or sync failed; null when it did not.</summary>
    public JournalFailure? Failure => Volatile.Read(ref _writeFailure) ?? Volatile.Read(ref _syncFailure);

    public bool IsSyncing => Volatile.Read(ref _syncBeganMs) >= 0;

    /// <summary>How long the sync that goes on has been going on; 0 when none does.</summary>
    public long SyncRunningMs(long nowMs) => Volatile.Read(ref _syncBeganMs) is >= 0 and var began ? nowMs - began : 0;

    public void Committed(IReadOnlyList<AppendRequest> group, JournalFailure? failure)
    {
        Volatile.Write(ref _writeFailure, failure);
        if (failure is not null)
            return;
        Interlocked.Increment(ref _groups);
        foreach (var append in group)
        {
            Interlocked.Add(ref _events, append.Frames.Count);
            Interlocked.Add(ref _bytes, append.Bytes);
        }
    }

    /// <summary>A fault in the background; null changes nothing.</summary>
    public void NoteFault(DiskFault? fault)
    {
        if (fault is not null)
            NoteSync(fault);
    }

    /// <summary>What came of syncing everything; null when all is well.</summary>
    public void NoteSync(DiskFault? fault) => Volatile.Write(ref _syncFailure, fault is null ? null : JournalFailure.Of(fault));

    public void SyncBegins(long nowMs) => Volatile.Write(ref _syncBeganMs, nowMs);

    public void SyncEnds(long nowMs)
    {
        var tookMs = nowMs - _syncBeganMs;
        Volatile.Write(ref _syncBeganMs, -1);
        Interlocked.Increment(ref _syncs);
        if (tookMs > StallMs)
            Interlocked.Increment(ref _stalls);
        if (tookMs > _longestSyncMs)
            Volatile.Write(ref _longestSyncMs, tookMs);
    }
}
