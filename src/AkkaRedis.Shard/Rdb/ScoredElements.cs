using System.Buffers.Text;
using System.Text;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// So many members of a sorted set, each with its score: 8 bytes, or, in the oldest form, text whose length is one byte, of
/// which FD, FE and FF stand for nan, inf and -inf. The score is given as text that reads back equal.
/// </summary>
internal sealed class ScoredElements(RdbInput input, bool hasTextScores, long count) : RdbElements
{
    private const byte NotANumber = 253;
    private const byte Infinity = 254;
    private const byte MinusInfinity = 255;

    private readonly RdbTextReader _members = new(input);
    private readonly byte[] _score = new byte[40];
    private long _left = count;
    private bool _isScore;

    public override RdbRead Next(ref int units, out ReadOnlySpan<byte> text)
    {
        text = default;
        if (_left == 0)
            return RdbRead.End;
        if (_isScore)
        {
            _isScore = false;
            _left--;
            return hasTextScores ? ReadText(out text) : ReadDouble(out text);
        }

        var read = _members.Read(ref units);
        if (read != RdbRead.Text)
            return read;
        _isScore = true;
        text = _members.Text.Span;
        units -= text.Length / CollectionCopy.UnitBytes;
        return RdbRead.Text;
    }

    private RdbRead ReadDouble(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!input.TryDouble(out var score))
            return RdbRead.Corrupt;
        if (!double.IsFinite(score))
            return WordOf(score, out text);
        var written = Utf8Formatter.TryFormat(score, _score, out var bytes, 'R');
        text = _score.AsSpan(0, bytes);
        return written ? RdbRead.Text : RdbRead.Corrupt;
    }

    private RdbRead ReadText(out ReadOnlySpan<byte> text)
    {
        text = default;
        if (!input.TryByte(out var length) || length == NotANumber)
            return RdbRead.Corrupt;
        if (length is Infinity or MinusInfinity)
            return WordOf(length == Infinity ? double.PositiveInfinity : double.NegativeInfinity, out text);
        if (!input.TryTake(length, out var bytes) || !Ascii.IsValid(bytes.Span))
            return RdbRead.Corrupt;
        text = bytes.Span;
        return RdbRead.Text;
    }

    private static RdbRead WordOf(double score, out ReadOnlySpan<byte> text)
    {
        text = score > 0 ? "inf"u8 : "-inf"u8;
        return double.IsNaN(score) ? RdbRead.Corrupt : RdbRead.Text;
    }
}
