namespace AkkaRedis.Shard.Execution;

/// <summary>
/// How far a shard's recovery from snapshot and log has come, in bytes of files. Written by whoever recovers, read by any thread.
/// The total is 0 while it is not known, which with a journal in a database it never is.
/// </summary>
public sealed class RecoveryProgress
{
    private long _totalBytes;
    private long _doneBytes;
    private int _isOver;

    public long TotalBytes
    {
        get => Volatile.Read(ref _totalBytes);
        set => Volatile.Write(ref _totalBytes, value);
    }

    public long DoneBytes => Volatile.Read(ref _doneBytes);

    /// <summary>The shard serves, or never will.</summary>
    public bool IsOver => Volatile.Read(ref _isOver) != 0;

    public void Advance(long bytes) => Interlocked.Add(ref _doneBytes, bytes);

    public void End() => Volatile.Write(ref _isOver, 1);
}
