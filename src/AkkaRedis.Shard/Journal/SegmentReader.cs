namespace AkkaRedis.Shard.Journal;

/// <summary>What came of reading on in a segment.</summary>
public enum SegmentRead
{
    /// <summary>A whole frame.</summary>
    Frame,

    /// <summary>The segment ends here.</summary>
    End,

    /// <summary>Here is no whole frame.</summary>
    Broken,

    /// <summary>The disk failed.</summary>
    Fault,
}

/// <summary>
/// Reads the frames of a segment one after the other, each checked, through a window of the file that grows to the longest
/// frame. The bytes of a frame are valid until the next is read.
/// </summary>
public sealed class SegmentReader(IJournalFile file, long endOffset, int windowBytes)
{
    private byte[] _window = new byte[windowBytes];
    private long _windowStart;
    private int _windowCount;
    private int _payloadAt;

    public IJournalFile File => file;

    /// <summary>Where the frame read last begins; where it is broken.</summary>
    public long Offset { get; private set; }

    /// <summary>Where the next one should begin.</summary>
    public long NextOffset { get; private set; }

    public FrameHeader Frame { get; private set; }

    public ReadOnlySpan<byte> Payload => _window.AsSpan(_payloadAt, Frame.PayloadBytes);

    public DiskFault? Fault { get; private set; }

    /// <summary>Reads the head of the segment; null when it is broken, or the disk failed.</summary>
    public SegmentHeader? ReadHeader()
    {
        var bytes = (int)Math.Min(endOffset, SegmentHeader.FixedBytes + SegmentHeader.MaxStreamBytes);
        Offset = 0;
        if (Fetch(0, bytes) is not { } start || SegmentHeader.Read(_window.AsSpan(start, bytes)) is not { } header)
            return null;
        NextOffset = header.Bytes;
        return header;
    }

    public SegmentRead Next()
    {
        Offset = NextOffset;
        return Offset == endOffset ? SegmentRead.End : ReadAt(Offset);
    }

    /// <summary>Looks for a whole frame from the broken place on, for what it says about those before it.</summary>
    public bool TryFindNext()
    {
        for (var at = Offset + 1; at <= endOffset - FrameHeader.Bytes && Fault is null; at++)
        {
            if (ReadAt(at) != SegmentRead.Frame)
                continue;
            Offset = at;
            return true;
        }

        return false;
    }

    private SegmentRead ReadAt(long at)
    {
        if (endOffset - at < FrameHeader.Bytes)
            return SegmentRead.Broken;
        if (Fetch(at, FrameHeader.Bytes) is not { } start)
            return SegmentRead.Fault;
        if (!FrameHeader.TryRead(_window.AsSpan(start), out var frame) || frame.PayloadBytes > endOffset - at - FrameHeader.Bytes)
            return SegmentRead.Broken;
        var bytes = FrameHeader.Bytes + frame.PayloadBytes;
        if (Fetch(at, bytes) is not { } frameStart)
            return SegmentRead.Fault;
        if (!FrameHeader.IsWhole(_window.AsSpan(frameStart, bytes)))
            return SegmentRead.Broken;
        Frame = frame;
        _payloadAt = frameStart + FrameHeader.Bytes;
        NextOffset = at + bytes;
        return SegmentRead.Frame;
    }

    /// <summary>Brings bytes of the file into the window; where they are in it, null when the disk failed.</summary>
    private int? Fetch(long at, int bytes)
    {
        if (at >= _windowStart && at + bytes <= _windowStart + _windowCount)
            return (int)(at - _windowStart);
        if (_window.Length < bytes)
            _window = new byte[bytes];
        else if (_window.Length > windowBytes && bytes <= windowBytes)
            _window = new byte[windowBytes];
        _windowStart = at;
        var wanted = (int)Math.Min(_window.Length, endOffset - at);
        Fault = file.Read(at, _window.AsSpan(0, wanted), out _windowCount);
        if (Fault is null && _windowCount < bytes)
            Fault = new DiskFault(DiskFaultKind.Failed, file.Path, $"ends at byte {at + _windowCount}, before {at + bytes}");
        return Fault is null ? 0 : null;
    }
}
