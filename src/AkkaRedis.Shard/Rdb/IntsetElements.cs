using System.Buffers.Binary;

namespace AkkaRedis.Shard.Rdb;

/// <summary>A set of integers: <c>u32 bytes of each (2, 4, 8) | u32 number | integers</c> in rising order, all little endian.</summary>
internal sealed class IntsetElements : PackedElements
{
    public const int HeaderBytes = 8;

    private readonly int _width;
    private int _at = HeaderBytes;
    private long _before = long.MinValue;

    private IntsetElements(ReadOnlyMemory<byte> bytes, int width)
        : base(bytes) => _width = width;

    public static IntsetElements? Open(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < HeaderBytes)
            return null;
        var width = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span);
        var count = BinaryPrimitives.ReadUInt32LittleEndian(bytes.Span[4..]);
        return width is 2 or 4 or 8 && HeaderBytes + (long)width * count == bytes.Length ? new IntsetElements(bytes, (int)width) : null;
    }

    private protected override RdbRead Next(out ReadOnlySpan<byte> text)
    {
        var rest = _bytes.Span[_at..];
        text = default;
        if (rest.IsEmpty)
            return RdbRead.End;
        var integer = _width switch
        {
            2 => BinaryPrimitives.ReadInt16LittleEndian(rest),
            4 => BinaryPrimitives.ReadInt32LittleEndian(rest),
            _ => BinaryPrimitives.ReadInt64LittleEndian(rest),
        };
        if (integer <= _before && _at > HeaderBytes)
            return RdbRead.Corrupt;
        _before = integer;
        _at += _width;
        text = TextOf(integer);
        return RdbRead.Text;
    }
}
