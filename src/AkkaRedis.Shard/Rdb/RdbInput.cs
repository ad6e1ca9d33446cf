using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// Bytes of RDB encoding, taken from the front piece by piece: a payload in memory, or a stream of known length through a
/// window. A piece is contiguous, and valid until the next one is taken. No length that is read is believed: more bytes than
/// are left are refused before anything is made to hold them. A stream that ends before its length has none left.
/// </summary>
public sealed class RdbInput
{
    private const int WindowBytes = 1 << 16;

    private readonly Stream? _stream;
    private byte[] _window = [];
    private int _at;
    private int _end;
    private int _summedTo;
    private long _windowOffset;
    private long _notRead;
    private ulong _checksum;

    public RdbInput(ReadOnlyMemory<byte> bytes)
    {
        var payload = MemoryMarshal.TryGetArray(bytes, out var array) ? array : new ArraySegment<byte>(bytes.ToArray());
        (_window, _at, _end) = (payload.Array!, payload.Offset, payload.Offset + payload.Count);
        _windowOffset = -payload.Offset;
    }

    public RdbInput(Stream stream, long bytes) => (_stream, _notRead) = (stream, bytes);

    /// <summary>Bytes taken so far.</summary>
    public long Offset => _windowOffset + _at;

    /// <summary>Bytes not taken yet.</summary>
    public long Left => _end - _at + _notRead;

    public bool TryTake(long count, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (count > _end - _at && !TryFill(count))
            return false;
        bytes = _window.AsMemory(_at, (int)count);
        _at += (int)count;
        return true;
    }

    public bool TryByte(out byte value)
    {
        value = default;
        if (_at == _end && !TryFill(1))
            return false;
        value = _window[_at++];
        return true;
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

    /// <summary>A number that is no special form.</summary>
    public bool TryNumber(out ulong number) => TryLength(out number, out var isSpecial) && !isSpecial;

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
        _checksum = Crc64.Append(_checksum, _window.AsSpan(_summedTo, _at - _summedTo));
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

    /// <summary>Reads on until the window has so many bytes that were not taken; false when there are not so many.</summary>
    private bool TryFill(long wanted)
    {
        if (wanted > Left || wanted > Array.MaxLength)
            return false;
        Checksum();
        var bytes = Math.Max(WindowBytes, (int)wanted);
        var window = _window.Length >= bytes && _window.Length <= 2L * bytes ? _window : GC.AllocateUninitializedArray<byte>(bytes);
        var rest = _end - _at;
        _window.AsSpan(_at, rest).CopyTo(window);
        var most = (int)Math.Min(window.Length - rest, _notRead);
        var read = _stream!.ReadAtLeast(window.AsSpan(rest, most), (int)wanted - rest, throwOnEndOfStream: false);
        _notRead = read < wanted - rest ? 0 : _notRead - read;
        _windowOffset += _at;
        (_window, _at, _end, _summedTo) = (window, 0, rest + read, 0);
        return wanted <= _end;
    }
}
