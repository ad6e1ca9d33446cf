using System.Buffers.Binary;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// Bytes of RDB encoding, taken from the front piece by piece: a payload in memory, or a stream of known length through a
/// window. A piece is contiguous, and valid until the next one is taken. No length that is read is believed: more bytes than
/// are left are refused before anything is made to hold them.
/// </summary>
public sealed class RdbInput
{
    private const int WindowBytes = 1 << 16;

    private readonly Stream? _stream;
    private ReadOnlyMemory<byte> _window;
    private byte[] _buffer = [];
    private int _at;
    private int _summedTo;
    private long _windowOffset;
    private long _notRead;
    private ulong _checksum;

    public RdbInput(ReadOnlyMemory<byte> bytes) => _window = bytes;

    public RdbInput(Stream stream, long bytes) => (_stream, _notRead) = (stream, bytes);

    /// <summary>Bytes taken so far.</summary>
    public long Offset => _windowOffset + _at;

    /// <summary>Bytes not taken yet.</summary>
    public long Left => _window.Length - _at + _notRead;

    public bool TryTake(long count, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (count > Left || count > Array.MaxLength)
            return false;
        if (count > _window.Length - _at)
            Fill((int)count);
        bytes = _window.Slice(_at, (int)count);
        _at += (int)count;
        return true;
    }

    public bool TryByte(out byte value)
    {
        var isThere = TryTake(1, out var bytes);
        value = isThere ? bytes.Span[0] : default;
        return isThere;
    }

    public bool TryDouble(out double value)
    {
        var isThere = TryTake(sizeof(double), out var bytes);
        value = isThere ? BinaryPrimitives.ReadDoubleLittleEndian(bytes.Span) : 0;
        return isThere;
    }

    /// <summary>A length, or, when <paramref name="isSpecial"/>, the number of a special form of text.</summary>
    public bool TryLength(out ulong length, out bool isSpecial)
    {
        length = 0;
        isSpecial = false;
        if (!TryByte(out var head))
            return false;
        switch (head & 0xC0)
        {
            case RdbLength.Special:
                isSpecial = true;
                length = head & 0x3Fu;
                return true;
            case 0:
                length = head;
                return true;
            case RdbLength.Bits14:
                length = (head & 0x3Fu) << 8;
                return TryAddByte(ref length);
            default:
                return TryWideLength(head, out length);
        }
    }

    /// <summary>A plain number of things of which each takes at least one of the bytes that are left.</summary>
    public bool TryCount(out int count)
    {
        var isThere = TryLength(out var length, out var isSpecial) && !isSpecial && length <= (ulong)Math.Min(Left, int.MaxValue);
        count = isThere ? (int)length : 0;
        return isThere;
    }

    /// <summary>CRC-64 of all bytes taken, of a stream.</summary>
    public ulong Checksum()
    {
        _checksum = Crc64.Append(_checksum, _window.Span[_summedTo.._at]);
        _summedTo = _at;
        return _checksum;
    }

    private bool TryWideLength(byte head, out ulong length)
    {
        length = 0;
        if (head is not (RdbLength.Bytes4 or RdbLength.Bytes8) || !TryTake(head == RdbLength.Bytes4 ? 4 : 8, out var bytes))
            return false;
        length = head == RdbLength.Bytes4
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes.Span)
            : BinaryPrimitives.ReadUInt64BigEndian(bytes.Span);
        return true;
    }

    private bool TryAddByte(ref ulong length)
    {
        var isThere = TryByte(out var low);
        length |= low;
        return isThere;
    }

    /// <summary>Reads on until the window has so many bytes that were not taken; the stream has them.</summary>
    private void Fill(int wanted)
    {
        Checksum();
        var rest = _window[_at..];
        var bytes = Math.Max(WindowBytes, wanted);
        var buffer = _buffer.Length >= bytes && _buffer.Length <= 2 * bytes ? _buffer : GC.AllocateUninitializedArray<byte>(bytes);
        rest.CopyTo(buffer);
        var filled = rest.Length;
        var most = (int)Math.Min(buffer.Length - filled, _notRead);
        filled += _stream!.ReadAtLeast(buffer.AsSpan(filled, most), wanted - filled);
        _notRead -= filled - rest.Length;
        _windowOffset += _at;
        _buffer = buffer;
        _window = buffer.AsMemory(0, filled);
        _at = 0;
        _summedTo = 0;
    }
}
