namespace AkkaRedis.Shard.Journal;

/// <summary>Why the journal did not do what was asked.</summary>
public enum JournalFailureKind
{
    /// <summary>No space left. Tried again, it works when there is some.</summary>
    DiskFull,

    /// <summary>The disk fails.</summary>
    DiskFailed,

    /// <summary>The stream's files are damaged; it is neither read nor written until someone repaired them.</summary>
    Damaged,

    /// <summary>More waits to be written than may.</summary>
    QueueFull,

    /// <summary>The request makes no sense: a sequence number that is taken, an id that cannot name a folder.</summary>
    Refused,

    /// <summary>The journal is shutting down.</summary>
    Closed,
}

/// <summary>A failure of the journal as a value.</summary>
public sealed record JournalFailure(JournalFailureKind Kind, string Message)
{
    public static readonly JournalFailure QueueFull = new(JournalFailureKind.QueueFull, "more waits to be written than the queue may hold");

    public static readonly JournalFailure Closed = new(JournalFailureKind.Closed, "the journal is closed");

    public static JournalFailure Of(DiskFault fault) => new(
        fault.Kind == DiskFaultKind.Full ? JournalFailureKind.DiskFull : JournalFailureKind.DiskFailed, fault.ToString());

    public static JournalFailure Of(StreamDamage damage) => new(JournalFailureKind.Damaged, damage.ToString());
}
