namespace AkkaRedis.Simulation.Checkers;

/// <summary>
/// Watches a run from outside and holds it to one invariant. What it knows it was told by the journal and the clients' end, not
/// by what decides in the shard.
/// </summary>
internal abstract class Checker
{
    private readonly List<string> _complaints = [];

    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>The journal has acknowledged a group.</summary>
    public virtual void Stored(in StoredGroup group)
    {
    }

    /// <summary>A round of syncing everything has succeeded.</summary>
    public virtual void Synced()
    {
    }

    /// <summary>A client has its reply.</summary>
    public virtual void Replied(in ClientReply reply)
    {
    }

    /// <summary>A snapshot is complete: all before the offset is in it.</summary>
    public virtual void SnapshotCompleted(long offset)
    {
    }

    /// <summary>After a snapshot everything that was to be pruned is, and the disk was well all the time.</summary>
    public virtual void Tidied(in DiskUse use)
    {
    }

    public virtual void Ended(LifeEnd end)
    {
    }

    /// <summary>A bit of a file was flipped after the end.</summary>
    public virtual void Flipped()
    {
    }

    public virtual void Recovered(RecoveredShard shard)
    {
    }

    /// <summary>Recovery says that files are damaged; nothing comes after.</summary>
    public virtual void DamageTold(string damage)
    {
    }

    protected void Complain(string text) => _complaints.Add($"{GetType().Name}: {text}");

    protected void Expect(bool isSo, string text)
    {
        if (!isSo)
            Complain(text);
    }
}

/// <summary>How the process came to its end.</summary>
internal enum LifeEnd
{
    /// <summary>In good order: all is stored, synced and attested.</summary>
    Stopped,

    /// <summary>The process was killed; what it wrote is there.</summary>
    ProcessCrash,

    /// <summary>The machine stopped; what was not synced may be lost.</summary>
    MachineCrash,
}

/// <param name="Bytes">Of its frame.</param>
/// <param name="IsSynced">It was written under appendfsync always.</param>
internal readonly record struct StoredGroup(long Sequence, long Offset, long EndOffset, long Bytes, bool IsSynced);

/// <param name="SeenOffset">End of the log that the client has heard of; 0 = nothing that had to be stored.</param>
/// <param name="IsAlways">The policy was always from the command to its reply.</param>
internal readonly record struct ClientReply(long SeenOffset, bool IsAlways);

/// <param name="SnapshotOffset">Of the newest snapshot.</param>
internal readonly record struct DiskUse(long SnapshotOffset, long JournalBytes, int Snapshots, long SegmentBytes, long SpacingBytes);

/// <summary>A shard as recovery has left it, beside what the twin says.</summary>
/// <param name="Offset">Where its log goes on.</param>
/// <param name="Digest">Of its data.</param>
/// <param name="TwinEnd">End of the log that ever was.</param>
/// <param name="TwinDigest">Of the log up to the offset; null when no unit ends there.</param>
/// <param name="LiveDigest">Of the shard that once was at this offset; null when nobody looked then.</param>
internal sealed record RecoveredShard(long Offset, string Digest, long TwinEnd, string? TwinDigest, string? LiveDigest);
