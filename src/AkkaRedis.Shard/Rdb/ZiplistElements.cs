using System.Buffers.Binary;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// A ziplist, what was before listpacks: <c>u32 bytes | u32 place of the last element | u16 elements (FFFF = not told) |
/// elements | FF</c>, little endian. An element is the size of the one before (a byte, or FE and 4 bytes), its form and its
/// bytes. Forms:
/// <list type="bullet">
/// <item>00llllll, 01llllll l8, 80 l32 (the last two big endian): that many bytes of text.</item>
/// <item>C0, D0, E0, F0, FE: an integer of 2, 4, 8, 3 bytes, or of one. F1 to FD: an integer 0 to 12.</item>
/// </list>
/// </summary>
internal sealed class ZiplistElements : PackedElements
{
    private const int HeaderBytes = 10;
    private const byte EndMark = 0xFF;
    private const byte WideSize = 0xFE;
    private const int UntoldCount = ushort.MaxValue;

    private readonly int _toldCount;
    private readonly uint _toldLast;
    private int _at = HeaderBytes;
    private int _last = HeaderBytes;
    private uint _sizeBefore;
    private int _count;

    private ZiplistElements(ReadOnlyMemory<byte> bytes)
        : base(bytes)
    {
        _toldLast = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[4..]);
        _toldCount = BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[8..]);
    }

    public static ZiplistElements? Open(ReadOnlyMemory<byte> bytes) =>
        bytes.Length > HeaderBytes && BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span) == bytes.Length
            && bytes.Span[^1] == EndMark
            ? new ZiplistElements(bytes)
            : null;

    private protected override RdbRead Next(out ReadOnlySpan<byte> text)
    {
        var rest = _bytes.Span[_at..^1];
        text = default;
        if (rest.IsEmpty)
            return _toldCount is UntoldCount || _toldCount == _count ? EndAt(_last) : RdbRead.Corrupt;
        if (!TrySizeBefore(rest, out var head) || !TryDecode(rest[head..], out var size, out text))
            return RdbRead.Corrupt;
        _last = _at;
        _sizeBefore = (uint)(head + size);
        _at += head + size;
        _count++;
        return RdbRead.Text;
    }

    private RdbRead EndAt(int last) => _toldLast == last ? RdbRead.End : RdbRead.Corrupt;

    private bool TrySizeBefore(ReadOnlySpan<byte> rest, out int bytes)
    {
        bytes = rest[0] == WideSize ? 5 : 1;
        if (bytes >= rest.Length)
            return false;
        return _sizeBefore == (bytes == 1 ? rest[0] : BinaryPrimitives.ReadUInt32LittleEndian(rest[1..]));
    }

    private bool TryDecode(ReadOnlySpan<byte> rest, out int size, out ReadOnlySpan<byte> text)
    {
        var head = rest[0];
        text = default;
        size = 1 + head switch
        {
            < 0x40 or (>= 0xF1 and <= 0xFD) => 0,
            < 0x80 or 0xFE => 1,
            0xC0 => 2,
            0xF0 => 3,
            0x80 or 0xD0 => 4,
            0xE0 => 8,
            _ => int.MaxValue - 1,
        };
        if (size > rest.Length)
            return false;
        if (head > 0x80)
        {
            text = TextOf(IntegerOf(head, rest[1..size]));
            return true;
        }

        var length = head switch
        {
            < 0x40 => head,
            < 0x80 => (head & 0x3Fu) << 8 | rest[1],
            _ => BinaryPrimitives.ReadUInt32BigEndian(rest[1..]),
        };
        if (length > rest.Length - size)
            return false;
        text = rest.Slice(size, (int)length);
        size += (int)length;
        return true;
    }

    private static long IntegerOf(byte head, ReadOnlySpan<byte> bytes) => head switch
    {
        0xC0 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        0xD0 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        0xE0 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
        0xF0 => (bytes[0] | bytes[1] << 8 | bytes[2] << 16) << 8 >> 8,
        0xFE => (sbyte)bytes[0],
        _ => (head & 0xF) - 1,
    };
}
