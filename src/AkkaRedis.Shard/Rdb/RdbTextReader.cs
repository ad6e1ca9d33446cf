using System.Buffers.Binary;
using System.Buffers.Text;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>Reads texts: plain, as integers, or compressed; the last ones in slices.</summary>
internal sealed class RdbTextReader(RdbInput input)
{
    private readonly byte[] _digits = new byte[PackedElement.ScratchBytes];
    private LzfExpansion? _expansion;

    /// <summary>The text read last; valid until the next one.</summary>
    public ReadOnlyMemory<byte> Text { get; private set; }

    public RdbRead Read(ref int units)
    {
        if (_expansion is not null)
            return Expand(ref units);
        units--;
        if (!input.TryLength(out var length, out var isSpecial))
            return RdbRead.Corrupt;
        if (isSpecial)
            return ReadSpecial((int)length, ref units);
        if (length > long.MaxValue || !input.TryTake((long)length, out var text))
            return RdbRead.Corrupt;
        Text = text;
        return RdbRead.Text;
    }

    private RdbRead ReadSpecial(int form, ref int units) => form switch
    {
        RdbLength.Int8 => input.TryTake(1, out var bytes) ? Integer((sbyte)bytes.Span[0]) : RdbRead.Corrupt,
        RdbLength.Int16 => input.TryTake(2, out var bytes)
            ? Integer(BinaryPrimitives.ReadInt16LittleEndian(bytes.Span))
            : RdbRead.Corrupt,
        RdbLength.Int32 => input.TryTake(4, out var bytes)
            ? Integer(BinaryPrimitives.ReadInt32LittleEndian(bytes.Span))
            : RdbRead.Corrupt,
        RdbLength.Lzf => ReadCompressed(ref units),
        _ => RdbRead.Corrupt,
    };

    private RdbRead Integer(int value)
    {
        Utf8Formatter.TryFormat(value, _digits, out var digits);
        Text = _digits.AsMemory(0, digits);
        return RdbRead.Text;
    }

    private RdbRead ReadCompressed(ref int units)
    {
        if (!input.TryCount(out var packedBytes) || !input.TryLength(out var textBytes, out var isSpecial) || isSpecial
            || !LzfExpansion.IsPossible(packedBytes, textBytes) || !input.TryTake(packedBytes, out var packed))
            return RdbRead.Corrupt;
        _expansion = new LzfExpansion(packed, (int)textBytes);
        return Expand(ref units);
    }

    private RdbRead Expand(ref int units)
    {
        var read = _expansion!.Step(ref units);
        if (read == RdbRead.Pending)
            return read;
        Text = _expansion.Text;
        _expansion = null;
        return read;
    }
}
