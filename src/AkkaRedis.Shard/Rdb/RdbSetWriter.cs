using System.Buffers.Binary;
using AkkaRedis.Protocol;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>A set: one block of integers, or its members as separate texts.</summary>
internal sealed class RdbSetWriter(SetView set) : RdbValueWriter
{
    private readonly bool _isBlock = set.IsIntegers && FitsBlock(set);
    private SetPlace _place;
    private int _left = -1;

    public override byte Type => (byte)(_isBlock ? RdbType.SetIntset : RdbType.Set);

    public override bool Step(RdbOutput output, int units)
    {
        if (_isBlock)
        {
            WriteBlock(output);
            return true;
        }

        if (_left < 0)
        {
            _left = set.Count;
            output.Count(_left);
        }

        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (; units > 0 && _left > 0; _left--)
        {
            set.MoveNext(ref _place);
            var member = set.MemberAt(_place, scratch);
            output.Text(member);
            units -= 1 + member.Length / CollectionCopy.UnitBytes;
        }

        return _left == 0;
    }

    private void WriteBlock(RdbOutput output)
    {
        var integers = Integers();
        var widest = Math.Max(integers[^1], -1 - integers[0]);
        var width = widest <= short.MaxValue ? 2 : widest <= int.MaxValue ? 4 : 8;
        var block = new byte[IntsetElements.HeaderBytes + width * integers.Length + sizeof(long) - width];
        BinaryPrimitives.WriteInt32LittleEndian(block, width);
        BinaryPrimitives.WriteInt32LittleEndian(block.AsSpan(4), integers.Length);
        for (var i = 0; i < integers.Length; i++)
            BinaryPrimitives.WriteInt64LittleEndian(block.AsSpan(IntsetElements.HeaderBytes + width * i), integers[i]);
        output.Text(block.AsSpan(0, IntsetElements.HeaderBytes + width * integers.Length));
    }

    /// <summary>The members, in rising order.</summary>
    private long[] Integers()
    {
        var integers = new long[set.Count];
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        SetPlace place = default;
        for (var i = 0; set.MoveNext(ref place); i++)
        {
            Check.That(Numbers.TryParseLong(set.MemberAt(place, scratch), out integers[i]), "a set of integers has only integers");
        }

        Array.Sort(integers);
        return integers;
    }
}
