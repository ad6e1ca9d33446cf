using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Shard.Snapshots;

/// <summary>
/// Takes the bytes of an RDB file and writes them into the frames of a snapshot file. The first fault stays, and what comes
/// after it is dropped.
///
/// What was written is sent to the disk every so often, and waited for when as much again was written: were it all left to the end,
/// the sync would hold up the disk, and with it the journal, for seconds. Syncs in between would make the file system commit what
/// the journal is writing.
/// </summary>
public sealed class SnapshotOutput(IJournalFile file, int frameBytes) : Stream
{
    /// <summary>What is sent to the disk at a time.</summary>
    private const long PieceBytes = 4 << 20;

    private readonly byte[] _frame = new byte[SnapshotFrame.HeadBytes + frameBytes];
    private SnapshotHeader _header;
    private int _payloadBytes;
    private long _written;
    private long _sent;

    public DiskFault? Fault { get; private set; }

    public long RdbBytes { get; private set; }

    public long Frames { get; private set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => RdbBytes;

    public override long Position
    {
        get => RdbBytes;
        set => throw new NotSupportedException();
    }

    /// <summary>Writes the head of the file, which comes first.</summary>
    public SnapshotHeader WriteHead(SnapshotHeader header)
    {
        Span<byte> bytes = stackalloc byte[SnapshotHeader.Bytes];
        _header = header.Write(bytes);
        Put(bytes);
        return _header;
    }

    /// <summary>Ends the frames, writes the foot and syncs.</summary>
    public SnapshotFooter WriteFoot(long logOffset, long keys)
    {
        EndFrame();
        var footer = new SnapshotFooter(_header.Checksum, logOffset, keys, RdbBytes, Frames);
        Span<byte> bytes = stackalloc byte[SnapshotFooter.Bytes];
        footer.Write(bytes);
        Put(bytes);
        Fault ??= file.Sync();
        return footer;
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty && Fault is null)
        {
            var count = Math.Min(buffer.Length, frameBytes - _payloadBytes);
            buffer[..count].CopyTo(_frame.AsSpan(SnapshotFrame.HeadBytes + _payloadBytes));
            buffer = buffer[count..];
            _payloadBytes += count;
            if (_payloadBytes == frameBytes)
                EndFrame();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Frames are written when they are full.</summary>
    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void EndFrame()
    {
        if (_payloadBytes == 0)
            return;
        SnapshotFrame.Write(_frame, _header.Checksum, Frames, _frame.AsSpan(SnapshotFrame.HeadBytes, _payloadBytes));
        Put(_frame.AsSpan(0, SnapshotFrame.HeadBytes + _payloadBytes));
        RdbBytes += _payloadBytes;
        Frames++;
        _payloadBytes = 0;
        if (_written - _sent >= PieceBytes)
            Send();
    }

    private void Send()
    {
        file.Writeback(_sent, _written - _sent, wait: false);
        if (_sent > 0)
            file.Writeback(Math.Max(0, _sent - PieceBytes), PieceBytes, wait: true);
        _sent = _written;
    }

    private void Put(ReadOnlySpan<byte> bytes)
    {
        Fault ??= file.Write(_written, bytes);
        _written += bytes.Length;
    }
}
