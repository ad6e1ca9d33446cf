namespace AkkaRedis.Shard.Journal;

/// <summary>
/// Gathers frames into large writes to one place of a file. Payloads longer than the buffer are written from where they are.
/// A thread has one of these for all streams it writes.
/// </summary>
public sealed class FrameOutput(int bufferBytes)
{
    private readonly byte[] _buffer = new byte[Math.Max(bufferBytes, 2 * FrameHeader.Bytes)];
    private IJournalFile? _file;
    private int _buffered;

    /// <summary>Where in the file the next frame will be.</summary>
    public long Offset { get; private set; }

    /// <summary>Writes from here on; what an earlier failure left over is forgotten.</summary>
    public void Begin(IJournalFile file, long offset)
    {
        _file = file;
        Offset = offset;
        _buffered = 0;
    }

    public DiskFault? Add(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (_buffer.Length - _buffered < FrameHeader.Bytes + payload.Length && Flush() is { } fault)
            return fault;
        header.Write(_buffer.AsSpan(_buffered), payload);
        _buffered += FrameHeader.Bytes;
        Offset += FrameHeader.Bytes;
        return Put(payload);
    }

    public DiskFault? Flush()
    {
        var bytes = _buffered;
        _buffered = 0;
        return bytes == 0 ? null : _file!.Write(Offset - bytes, _buffer.AsSpan(0, bytes));
    }

    private DiskFault? Put(ReadOnlySpan<byte> payload)
    {
        if (payload.Length > _buffer.Length - _buffered)
        {
            var fault = Flush() ?? _file!.Write(Offset, payload);
            Offset += payload.Length;
            return fault;
        }

        payload.CopyTo(_buffer.AsSpan(_buffered));
        _buffered += payload.Length;
        Offset += payload.Length;
        return null;
    }
}
