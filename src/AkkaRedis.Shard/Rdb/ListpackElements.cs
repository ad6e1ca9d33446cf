using System.Buffers.Binary;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// A listpack: <c>u32 bytes | u16 elements (FFFF = not told) | elements | FF</c>, little endian. An element is its form, its
/// bytes, and the size of both backwards, in groups of 7 bits of which all but the first have the upper bit set. Forms:
/// <list type="bullet">
/// <item>0iiiiiii, 110iiiii i8: an integer of 7 bits without, of 13 bits with sign.</item>
/// <item>F1 to F4: an integer of 2, 3, 4, 8 bytes.</item>
/// <item>10llllll, 1110llll l8, F0 l32: that many bytes of text.</item>
/// </list>
/// Source: the listpack specification.
/// </summary>
internal sealed class ListpackElements : PackedElements
{
    public const int HeaderBytes = 6;
    public const byte EndMark = 0xFF;
    public const ushort UntoldCount = ushort.MaxValue;

    private readonly int _toldCount;
    private int _at = HeaderBytes;
    private int _count;

    private ListpackElements(ReadOnlyMemory<byte> bytes)
        : base(bytes) => _toldCount = BinaryPrimitives.ReadUInt16LittleEndian(bytes.Span[4..]);

    public static ListpackElements? Open(ReadOnlyMemory<byte> bytes) =>
        bytes.Length > HeaderBytes && BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span) == bytes.Length
            && bytes.Span[^1] == EndMark
            ? new ListpackElements(bytes)
            : null;

    /// <summary>Writes the size of an element backwards; returns the bytes this takes.</summary>
    public static int WriteSize(int size, Span<byte> to)
    {
        var groups = 1;
        while (groups < 5 && size >> 7 * groups != 0)
            groups++;
        for (var i = 0; i < groups; i++)
            to[groups - 1 - i] = (byte)(size >> 7 * i & 0x7F | (i < groups - 1 ? 0x80 : 0));
        return groups;
    }

    private protected override RdbRead Next(out ReadOnlySpan<byte> text)
    {
        var rest = _bytes.Span[_at..^1];
        text = default;
        if (rest.IsEmpty)
            return _toldCount is UntoldCount || _toldCount == _count ? RdbRead.End : RdbRead.Corrupt;
        if (!TryDecode(rest, out var size, out text))
            return RdbRead.Corrupt;
        Span<byte> backwards = stackalloc byte[5];
        backwards = backwards[..WriteSize(size, backwards)];
        if (!rest[size..].StartsWith(backwards))
            return RdbRead.Corrupt;
        _at += size + backwards.Length;
        _count++;
        return RdbRead.Text;
    }

    private bool TryDecode(ReadOnlySpan<byte> rest, out int size, out ReadOnlySpan<byte> text)
    {
        var head = rest[0];
        text = default;
        size = 1 + head switch
        {
            < 0xC0 => 0,
            < 0xF0 => 1,
            0xF1 => 2,
            0xF2 => 3,
            0xF0 or 0xF3 => 4,
            0xF4 => 8,
            _ => int.MaxValue - 1,
        };
        if (size > rest.Length)
            return false;
        var length = head switch
        {
            >= 0x80 and < 0xC0 => head & 0x3Fu,
            >= 0xE0 and < 0xF0 => (head & 0xFu) << 8 | rest[1],
            0xF0 => BinaryPrimitives.ReadUInt32LittleEndian(rest[1..]),
            _ => uint.MaxValue,
        };
        if (length == uint.MaxValue)
        {
            text = TextOf(IntegerOf(head, rest[1..size]));
            return true;
        }

        if (length > rest.Length - size)
            return false;
        text = rest.Slice(size, (int)length);
        size += (int)length;
        return true;
    }

    private static long IntegerOf(byte head, ReadOnlySpan<byte> bytes) => head switch
    {
        < 0x80 => head,
        < 0xF0 => ((head & 0x1F) << 8 | bytes[0]) << 19 >> 19,
        0xF1 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
        0xF2 => (bytes[0] | bytes[1] << 8 | bytes[2] << 16) << 8 >> 8,
        0xF3 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        _ => BinaryPrimitives.ReadInt64LittleEndian(bytes),
    };
}
