using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Commands;

internal enum BitFieldVerb
{
    Get,
    Set,
    IncrBy,
}

/// <summary>One operation of BITFIELD.</summary>
internal readonly record struct BitFieldStep(BitFieldVerb Verb, BitField Field, long Operand, BitOverflow Overflow);

/// <summary>
/// Reads the operations of BITFIELD off its arguments, one after the other. They are read twice, to check all of them before
/// the first is done, and so need not be kept.
/// </summary>
internal struct BitFieldSteps
{
    private const int FirstArg = 2;

    private int _arg = FirstArg;
    private BitOverflow _overflow = BitOverflow.Wrap;

    public BitFieldSteps()
    {
    }

    /// <summary>True when there is no further operation.</summary>
    public bool IsAtEnd { get; private set; }

    /// <summary>The next operation; false at the end, or, with the error written, when it cannot be understood.</summary>
    public bool TryNext(ReadContext c, out BitFieldStep step)
    {
        step = default;
        while (HasWord(c, "OVERFLOW"u8, operands: 1))
        {
            if (!TryOverflow(c))
                return false;
            _arg += 2;
        }

        IsAtEnd = _arg >= c.Args.Count;
        return !IsAtEnd && TryStep(c, out step);
    }

    private bool TryStep(ReadContext c, out BitFieldStep step)
    {
        step = default;
        BitFieldVerb verb;
        if (HasWord(c, "GET"u8, operands: 2))
            verb = BitFieldVerb.Get;
        else if (HasWord(c, "SET"u8, operands: 3))
            verb = BitFieldVerb.Set;
        else if (HasWord(c, "INCRBY"u8, operands: 3))
            verb = BitFieldVerb.IncrBy;
        else
            return Fail(c, Errors.Syntax);
        if (!TryType(c.Args[_arg + 1], out var isSigned, out var width))
            return Fail(c, "ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is."u8);
        var operand = 0L;
        if (!BitArguments.TryOffset(c, _arg + 2, out var offset, width)
            || (verb != BitFieldVerb.Get && !c.TryLong(_arg + 3, out operand)))
            return false;
        _arg += verb == BitFieldVerb.Get ? 3 : 4;
        step = new BitFieldStep(verb, new BitField(isSigned, width, offset), operand, _overflow);
        return true;
    }

    private readonly bool HasWord(ReadContext c, ReadOnlySpan<byte> word, int operands) =>
        _arg + operands < c.Args.Count && c.Is(_arg, word);

    private bool TryOverflow(ReadContext c)
    {
        if (c.Is(_arg + 1, "WRAP"u8))
            _overflow = BitOverflow.Wrap;
        else if (c.Is(_arg + 1, "SAT"u8))
            _overflow = BitOverflow.Saturate;
        else if (c.Is(_arg + 1, "FAIL"u8))
            _overflow = BitOverflow.Fail;
        else
            return Fail(c, "ERR Invalid OVERFLOW type specified"u8);
        return true;
    }

    private static bool TryType(ReadOnlySpan<byte> text, out bool isSigned, out int width)
    {
        isSigned = text is [(byte)'i', ..];
        width = 0;
        if (!isSigned && text is not [(byte)'u', ..])
            return false;
        if (!Numbers.TryParseLong(text[1..], out var bits) || bits < 1 || bits > (isSigned ? 64 : 63))
            return false;
        width = (int)bits;
        return true;
    }

    private static bool Fail(ReadContext c, ReadOnlySpan<byte> error)
    {
        c.Reply.Error(error);
        return false;
    }
}
