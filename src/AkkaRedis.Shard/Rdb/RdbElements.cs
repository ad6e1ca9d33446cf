using System.Buffers.Text;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// The elements of a value as a row of texts, whatever form they are written in: those of a hash are field, value, field,
/// value; those of a sorted set member, score.
/// </summary>
internal abstract class RdbElements
{
    private readonly byte[] _digits = new byte[PackedElement.ScratchBytes];

    /// <summary>The next text, valid until the one after it is asked for. Takes units for its work.</summary>
    public abstract RdbRead Next(ref int units, out ReadOnlySpan<byte> text);

    private protected ReadOnlySpan<byte> TextOf(long integer)
    {
        Utf8Formatter.TryFormat(integer, _digits, out var digits);
        return _digits.AsSpan(0, digits);
    }
}

/// <summary>So many texts one after another.</summary>
internal sealed class PlainElements(RdbInput input, long count) : RdbElements
{
    private readonly RdbTextReader _reader = new(input);
    private long _left = count;

    public override RdbRead Next(ref int units, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (_left == 0)
            return RdbRead.End;
        var read = _reader.Read(ref units);
        if (read != RdbRead.Text)
            return read;
        _left--;
        text = _reader.Text.Span;
        units -= text.Length / CollectionCopy.UnitBytes;
        return RdbRead.Text;
    }
}

/// <summary>The elements of one block of bytes that knows its own size: a listpack, ziplist, zipmap or set of integers.</summary>
internal abstract class PackedElements : RdbElements
{
    private protected readonly ReadOnlyMemory<byte> _bytes;

    private protected PackedElements(ReadOnlyMemory<byte> bytes) => _bytes = bytes;

    /// <summary>A block of the form that a type of value has; null when its head is not right.</summary>
    public static PackedElements? Open(RdbType type, ReadOnlyMemory<byte> bytes) => type switch
    {
        RdbType.HashListpack or RdbType.ZSetListpack or RdbType.ListOfNodes => ListpackElements.Open(bytes),
        RdbType.HashZipmap => ZipmapElements.Open(bytes),
        RdbType.SetIntset => IntsetElements.Open(bytes),
        _ => ZiplistElements.Open(bytes),
    };

    public sealed override RdbRead Next(ref int units, out ReadOnlySpan<byte> text)
    {
        var read = Next(out text);
        units -= 1 + text.Length / CollectionCopy.UnitBytes;
        return read;
    }

    private protected abstract RdbRead Next(out ReadOnlySpan<byte> text);
}
