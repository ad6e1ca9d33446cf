using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Shard.Log;

/// <summary>May commands write?</summary>
public enum WriteGate : byte
{
    Open,

    /// <summary>More is not stored than may be: writers wait.</summary>
    Full,

    /// <summary>What is written cannot be stored: writers are refused.</summary>
    Refused,
}

/// <summary>Committed units that are stored as one.</summary>
public readonly record struct LogGroup(long Offset, ReadOnlyMemory<byte> Units)
{
    public long EndOffset => Offset + Units.Length;
}

/// <summary>
/// How a shard's log gets stored: one group at a time, and all that was committed while one was under way is the next. Holds the
/// batches whose replies must not leave before their effects are stored.
///
/// States: idle; storing a group; failed, and then trying again. What was under way when storing failed may be stored or not:
/// whoever opens the store again finds out and says so with <see cref="Resume"/>. Nothing is lost by a failure, as the log keeps
/// what is not stored.
/// Invariants: a group begins where the one before ended; held batches leave in the order of their offsets.
/// </summary>
public sealed class GroupCommit(CommandLog log, long maxUnstoredBytes = GroupCommit.DefaultMaxUnstoredBytes)
{
    /// <summary>Committed bytes of a shard that are not stored yet, at which its writers wait.</summary>
    public const long DefaultMaxUnstoredBytes = 32 << 20;

    private readonly Queue<(long Offset, ShardBatch Batch)> _held = new();
    private LogGroup? _underWay;
    private bool _isOpen = true;

    /// <summary>Why storing failed; null while it works.</summary>
    public string? Failure { get; private set; }

    /// <summary>
    /// Replies wait for whatever was committed before them, though others did it: nobody sees what may yet be lost. While storing
    /// fails that would keep all readers waiting for as long, and the refused writers with them; then only those wait whose own
    /// writes are not stored.
    /// </summary>
    public bool HoldsReaders { get; set; }

    /// <summary>All before it is stored.</summary>
    public long StoredOffset => log.StoredOffset;

    public bool IsAllStored => log.StoredOffset == log.EndOffset;

    public int HeldBatches => _held.Count;

    public WriteGate Gate => Failure is not null ? WriteGate.Refused
        : log.EndOffset - log.StoredOffset >= maxUnstoredBytes ? WriteGate.Full
        : WriteGate.Open;

    /// <summary>The next group to store; false while one is under way, after a failure, or when all is stored.</summary>
    public bool TryBegin(out LogGroup group)
    {
        group = default;
        if (_underWay is not null || !_isOpen || IsAllStored)
            return false;
        group = new LogGroup(log.StoredOffset, log.UnitsFrom(log.StoredOffset));
        _underWay = group;
        return true;
    }

    /// <summary>The group under way is stored.</summary>
    public void Stored()
    {
        Check.That(_underWay is not null, "what is stored was under way");
        log.Stored(_underWay.Value.EndOffset);
        _underWay = null;
        Failure = null;
    }

    /// <summary>Storing failed. Who only read may go now.</summary>
    public void Fail(string reason)
    {
        _isOpen = false;
        Failure = reason;
        var held = TakeHeld();
        foreach (var batch in held.OrderBy(static batch => batch.LoggedTo))
            _held.Enqueue((batch.LoggedTo, batch));
    }

    /// <summary>
    /// The store is open again, and has the group that was under way, or does not. Writers are let in when something was stored,
    /// or there is nothing to store.
    /// </summary>
    public void Resume(bool hasGroup)
    {
        _isOpen = true;
        if (hasGroup && _underWay is not null)
            Stored();
        _underWay = null;
        if (IsAllStored)
            Failure = null;
    }

    /// <summary>Keeps a batch that is done until what it saw and did is stored; false when it may go at once.</summary>
    public bool TryHold(ShardBatch batch)
    {
        var offset = HoldsReaders && Failure is null ? log.EndOffset : batch.LoggedTo;
        if (offset <= log.StoredOffset)
            return false;
        _held.Enqueue((offset, batch));
        return true;
    }

    /// <summary>The next batch that may go.</summary>
    public bool TryRelease(out ShardBatch batch)
    {
        batch = null!;
        if (!_held.TryPeek(out var next) || next.Offset > log.StoredOffset)
            return false;
        batch = _held.Dequeue().Batch;
        return true;
    }

    /// <summary>Everything held, when the shard stops.</summary>
    public IReadOnlyList<ShardBatch> TakeHeld()
    {
        var all = _held.Select(h => h.Batch).ToArray();
        _held.Clear();
        return all;
    }
}
