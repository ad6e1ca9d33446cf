using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>A hash: one listpack of field, value, field, value, or the same as separate texts.</summary>
internal sealed class RdbHashWriter(HashView hash) : RdbValueWriter
{
    private readonly bool _isBlock = FitsBlock(hash);
    private HashPlace _place;
    private int _left = -1;

    public override byte Type => (byte)(_isBlock ? RdbType.HashListpack : RdbType.Hash);

    public override bool Step(RdbOutput output, int units)
    {
        if (_isBlock)
        {
            WriteBlock(output);
            return true;
        }

        if (_left < 0)
        {
            _left = hash.Count;
            output.Count(_left);
        }

        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (; units > 0 && _left > 0; _left--)
        {
            var before = output.Length;
            hash.MoveNext(ref _place);
            output.Text(hash.FieldAt(_place, scratch));
            output.Text(hash.ValueAt(_place, scratch));
            units -= 1 + (output.Length - before) / CollectionCopy.UnitBytes;
        }

        return _left == 0;
    }

    private void WriteBlock(RdbOutput output)
    {
        var pack = new ListpackWriter();
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (HashPlace place = default; hash.MoveNext(ref place);)
        {
            pack.Add(hash.FieldAt(place, scratch));
            pack.Add(hash.ValueAt(place, scratch));
        }

        output.Text(pack.Take());
    }
}
