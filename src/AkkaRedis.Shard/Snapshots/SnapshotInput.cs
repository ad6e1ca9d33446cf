using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Shard.Snapshots;

/// <summary>
/// The RDB file in the frames of a snapshot file, each checked before a byte of it is given out. Where the frames are not what
/// they should be, the bytes end, and <see cref="Damage"/> or <see cref="Fault"/> tells why.
/// </summary>
public sealed class SnapshotInput(IJournalFile file, SnapshotFile snapshot) : Stream
{
    private readonly byte[] _head = new byte[SnapshotFrame.HeadBytes];
    private byte[] _payload = [];
    private int _payloadBytes;
    private int _at;
    private long _frames;
    private long _given;

    /// <summary>Where in the file the next frame begins.</summary>
    public long FileOffset { get; private set; } = SnapshotHeader.Bytes;

    public StreamDamage? Damage { get; private set; }

    public DiskFault? Fault { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => snapshot.Footer.RdbBytes;

    public override long Position
    {
        get => _given;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_at == _payloadBytes && !TryNextFrame())
            return 0;
        var count = Math.Min(buffer.Length, _payloadBytes - _at);
        _payload.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        _given += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            file.Dispose();
        base.Dispose(disposing);
    }

    private bool TryNextFrame()
    {
        (_at, _payloadBytes) = (0, 0);
        if (Damage is not null || Fault is not null || _frames == snapshot.Footer.Frames)
            return false;
        if (!TryRead(FileOffset, _head))
            return false;
        var bytes = SnapshotFrame.PayloadBytes(_head, snapshot.Header.Checksum, _frames);
        if (bytes == 0 || bytes > snapshot.Footer.RdbBytes - _given)
            return IsDamaged();
        if (bytes > _payload.Length)
            _payload = GC.AllocateUninitializedArray<byte>(bytes);
        if (!TryRead(FileOffset + SnapshotFrame.HeadBytes, _payload.AsSpan(0, bytes)))
            return false;
        if (!SnapshotFrame.IsWhole(_head, _payload.AsSpan(0, bytes)))
            return IsDamaged();
        FileOffset += SnapshotFrame.HeadBytes + bytes;
        _payloadBytes = bytes;
        _frames++;
        return true;
    }

    private bool TryRead(long at, Span<byte> into)
    {
        Fault = file.Read(at, into, out var read);
        return Fault is null && (read == into.Length || IsDamaged());
    }

    private bool IsDamaged()
    {
        Damage = new StreamDamage(snapshot.Path, FileOffset, $"frame {_frames} of {snapshot.Footer.Frames} is broken");
        return false;
    }
}
