using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>A text made of its <see cref="Lzf"/> form in slices.</summary>
internal sealed class LzfExpansion(ReadOnlyMemory<byte> packed, int textBytes)
{
    private readonly byte[] _text = GC.AllocateUninitializedArray<byte>(textBytes);
    private int _from;
    private int _to;

    public ReadOnlyMemory<byte> Text => _text;

    /// <summary>Can so few bytes stand for so many? If not, no room is made for them.</summary>
    public static bool IsPossible(long packedBytes, ulong textBytes) =>
        textBytes <= (ulong)Math.Min(Array.MaxLength, packedBytes * Lzf.MaxRatio);

    /// <summary>Goes on for about so many units; the text when it is complete.</summary>
    public RdbRead Step(ref int units)
    {
        var source = packed.Span;
        while (_from < source.Length)
        {
            if (units <= 0)
                return RdbRead.Pending;
            var enough = _to + (long)units * CollectionCopy.UnitBytes;
            var before = _to;
            while (_from < source.Length && _to < enough)
            {
                if (!(source[_from] < Lzf.MaxLiterals ? TryLiterals(source) : TryCopy(source)))
                    return RdbRead.Corrupt;
            }

            units -= 1 + (_to - before) / CollectionCopy.UnitBytes;
        }

        return _to == _text.Length ? RdbRead.Text : RdbRead.Corrupt;
    }

    private bool TryLiterals(ReadOnlySpan<byte> source)
    {
        var count = source[_from++] + 1;
        if (source.Length - _from < count || _text.Length - _to < count)
            return false;
        source.Slice(_from, count).CopyTo(_text.AsSpan(_to));
        _from += count;
        _to += count;
        return true;
    }

    private bool TryCopy(ReadOnlySpan<byte> source)
    {
        var head = source[_from++];
        var length = head >> 5;
        if (source.Length - _from < (length == 7 ? 2 : 1))
            return false;
        if (length == 7)
            length += source[_from++];
        var count = length + 2;
        var start = _to - ((head & 0x1F) << 8 | source[_from++]) - 1;
        if (start < 0 || _text.Length - _to < count)
            return false;
        // Byte by byte: a copy may reach into what it has just written.
        for (var i = 0; i < count; i++)
            _text[_to + i] = _text[start + i];
        _to += count;
        return true;
    }
}
