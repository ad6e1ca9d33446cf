namespace AkkaRedis.Shard.Journal;

/// <summary>A stream as the queue sees it: what waits for it, and whether somebody is at it.</summary>
public sealed class QueuedStream(string id)
{
    public string Id => id;

    /// <summary>Null until it is opened, and again after that failed. Belongs to who took the stream.</summary>
    public SegmentStream? Files { get; set; }

    internal Queue<JournalRequest> Waiting { get; } = new();

    internal bool IsTaken { get; set; }

    internal long TakenBytes { get; set; }
}

/// <summary>
/// What waits to be done, by stream. A stream is taken by one thread at a time, with all that waits for it up to a turn's
/// bytes; so requests of a stream are done in order, what comes while one group is written becomes the next, and streams have
/// their turns one after the other. Thread-safe.
/// </summary>
public sealed class JournalQueue(JournalLimits limits)
{
    private readonly Lock _gate = new();
    private readonly Queue<QueuedStream> _ready = new();
    private long _bytes;
    private int _taken;
    private bool _isClosed;

    /// <summary>Bytes that wait or are being written.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
                return _bytes;
        }
    }

    /// <summary>Is there a stream that a thread may take?</summary>
    public bool HasReady
    {
        get
        {
            lock (_gate)
                return _ready.Count > 0;
        }
    }

    /// <summary>Closed, and all that was taken in is done.</summary>
    public bool IsDrained
    {
        get
        {
            lock (_gate)
                return _isClosed && _taken == 0 && _ready.Count == 0;
        }
    }

    /// <summary>Null when the request was taken in; otherwise it will never be done.</summary>
    public JournalFailure? Post(QueuedStream stream, JournalRequest request)
    {
        lock (_gate)
        {
            if (_isClosed)
                return JournalFailure.Closed;
            if (_bytes > 0 && _bytes + request.Bytes > limits.QueueBytes)
                return JournalFailure.QueueFull;
            _bytes += request.Bytes;
            stream.Waiting.Enqueue(request);
            if (!stream.IsTaken && stream.Waiting.Count == 1)
                _ready.Enqueue(stream);
            return null;
        }
    }

    /// <summary>Takes the next stream for a turn; null when none waits.</summary>
    public QueuedStream? TryTake(List<JournalRequest> requests)
    {
        lock (_gate)
        {
            if (!_ready.TryDequeue(out var stream))
                return null;
            stream.IsTaken = true;
            _taken++;
            var bytes = 0L;
            while (bytes < limits.TurnBytes && stream.Waiting.TryDequeue(out var request))
            {
                bytes += request.Bytes;
                requests.Add(request);
            }

            stream.TakenBytes = bytes;
            return stream;
        }
    }

    /// <summary>Takes a stream for so many bytes out of turn; false when something waits for it, or somebody is at it.</summary>
    public bool TryTakeIdle(QueuedStream stream, long bytes)
    {
        lock (_gate)
        {
            if (_isClosed || stream.IsTaken || stream.Waiting.Count > 0)
                return false;
            stream.IsTaken = true;
            stream.TakenBytes = bytes;
            _taken++;
            _bytes += bytes;
            return true;
        }
    }

    /// <summary>Gives a stream back after its turn. True when something waits for it by now.</summary>
    public bool Return(QueuedStream stream)
    {
        lock (_gate)
        {
            stream.IsTaken = false;
            _taken--;
            _bytes -= stream.TakenBytes;
            if (stream.Waiting.Count == 0)
                return false;
            _ready.Enqueue(stream);
            return true;
        }
    }

    /// <summary>Takes in nothing more; what waits is still done.</summary>
    public void Close()
    {
        lock (_gate)
            _isClosed = true;
    }
}
