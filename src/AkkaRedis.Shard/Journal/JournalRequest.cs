namespace AkkaRedis.Shard.Journal;

/// <summary>One frame to be written. The payload stays the asker's and must not change until the request is completed.</summary>
public readonly record struct PendingFrame(FrameHeader Header, ReadOnlyMemory<byte> Payload);

/// <summary>
/// Something to be done with one stream, in its turn. It is completed exactly once, on a thread of the journal, which must not
/// be held up.
/// </summary>
public abstract class JournalRequest
{
    /// <summary>What it adds to the queue.</summary>
    public virtual long Bytes => 0;

    public abstract void Fail(JournalFailure failure);
}

/// <summary>Writes frames, all or none of them; their sequence numbers rise. Completed with null when they are written.</summary>
public sealed class AppendRequest(IReadOnlyList<PendingFrame> frames, Action<JournalFailure?> completed) : JournalRequest
{
    private readonly long _bytes = frames.Sum(f => (long)FrameHeader.Bytes + f.Payload.Length);

    public override long Bytes => _bytes;

    public IReadOnlyList<PendingFrame> Frames => frames;

    public long LastSequence => frames[^1].Header.Sequence;

    public void Complete() => completed(null);

    public override void Fail(JournalFailure failure) => completed(failure);
}

/// <summary>Gives up all events up to a sequence number. Completed with null when they are never replayed again.</summary>
public sealed class PruneRequest(long toSequence, Action<JournalFailure?> completed) : JournalRequest
{
    public long ToSequence => toSequence;

    public void Complete() => completed(null);

    public override void Fail(JournalFailure failure) => completed(failure);
}

/// <summary>Asks what the stream holds after all that was asked before.</summary>
public sealed class DescribeRequest(Action<StreamSnapshot?, JournalFailure?> completed) : JournalRequest
{
    public void Complete(StreamSnapshot snapshot) => completed(snapshot, null);

    public override void Fail(JournalFailure failure) => completed(null, failure);
}

/// <summary>What a stream held at one moment.</summary>
/// <param name="Segments">Oldest first; the last ends where it ended at that moment.</param>
/// <param name="Cut">What recovery cut off when the stream was opened.</param>
public sealed record StreamSnapshot(
    string Stream, string Folder, IReadOnlyList<SegmentInfo> Segments, long LastSequence, long PrunedSequence, long SyncedSequence,
    StreamCut? Cut);
