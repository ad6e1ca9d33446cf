using System.Buffers.Binary;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// A zipmap, which was a small hash up to Redis 2.4: <c>u8 fields (FE and more = not told) | fields | FF</c>. A field is a length
/// (a byte up to FD, or FE and 4 bytes, little endian) and its bytes; a value the same with a byte between the two that says
/// how many unused bytes follow it.
/// </summary>
internal sealed class ZipmapElements : PackedElements
{
    private const byte WideLength = 0xFE;
    private const byte EndMark = 0xFF;

    private int _at = 1;
    private int _count;

    private ZipmapElements(ReadOnlyMemory<byte> bytes)
        : base(bytes)
    {
    }

    public static ZipmapElements? Open(ReadOnlyMemory<byte> bytes) =>
        bytes.Length > 1 && bytes.Span[^1] == EndMark ? new ZipmapElements(bytes) : null;

    private protected override RdbRead Next(out ReadOnlySpan<byte> text)
    {
        var rest = _bytes.Span[_at..^1];
        var toldCount = _bytes.Span[0];
        text = default;
        if (rest.IsEmpty)
            return toldCount >= WideLength || 2 * toldCount == _count ? RdbRead.End : RdbRead.Corrupt;
        var isValue = _count % 2 == 1;
        var head = (rest[0] == WideLength ? 5 : 1) + (isValue ? 1 : 0);
        if (rest[0] == EndMark || head > rest.Length)
            return RdbRead.Corrupt;
        var length = rest[0] == WideLength ? BinaryPrimitives.ReadUInt32LittleEndian(rest[1..]) : rest[0];
        var unused = isValue ? rest[head - 1] : 0;
        if (length + unused > rest.Length - head)
            return RdbRead.Corrupt;
        text = rest.Slice(head, (int)length);
        _at += head + (int)length + unused;
        _count++;
        return RdbRead.Text;
    }
}
