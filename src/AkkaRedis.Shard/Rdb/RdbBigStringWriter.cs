using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>Writes a string that is too long for one slice, piece by piece, as it is. Nobody changes it meanwhile.</summary>
internal sealed class RdbBigStringWriter(Blob blob) : RdbValueWriter
{
    private const int PieceBytes = 1 << 16;

    private int _written = -1;

    public override byte Type => TypeOfString;

    public override bool Step(RdbOutput output, int units)
    {
        var text = blob.StringBytes;
        if (_written < 0)
        {
            output.Count(text.Length);
            _written = 0;
        }

        for (; units > 0 && _written < text.Length; units -= PieceBytes / CollectionCopy.UnitBytes)
        {
            var piece = text.Slice(_written, Math.Min(PieceBytes, text.Length - _written));
            output.Raw(piece);
            _written += piece.Length;
        }

        return _written == text.Length;
    }
}
