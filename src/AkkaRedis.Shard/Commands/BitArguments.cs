using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Commands;

/// <summary>Arguments that the bit commands share: offsets, and the ranges of BITCOUNT and BITPOS.</summary>
internal static class BitArguments
{
    /// <summary>
    /// The offset of a bit; false, with the error written, when it is none or beyond the longest string. In fields of
    /// <paramref name="fieldBits"/> bits each, "#n" stands for the n-th of them.
    /// </summary>
    public static bool TryOffset(ReadContext c, int arg, out long offset, int fieldBits = 0)
    {
        var text = c.Args[arg];
        var isIndex = fieldBits > 0 && text is [(byte)'#', ..];
        if (Numbers.TryParseLong(isIndex ? text[1..] : text, out offset))
        {
            if (isIndex)
                offset = unchecked(offset * fieldBits);
            if (offset >= 0 && offset >> 3 < LongestString(c))
                return true;
        }

        c.Reply.Error("ERR bit offset is not an integer or out of range"u8);
        return false;
    }

    /// <summary>
    /// Start and end in numbers of bits, from arguments that count from the end where negative. A range without bits has its
    /// end before its start. Without an end it goes to the end of the string. False, with the error written, when one is wrong.
    /// </summary>
    public static bool TryRange(ReadContext c, int startArg, int stringBytes, out BitRange range)
    {
        var (end, isBits) = (-1L, false);
        range = default;
        if (!c.TryLong(startArg, out var start)
            || (c.Args.Count > startArg + 2 && !TryUnit(c, startArg + 2, out isBits))
            || (c.Args.Count > startArg + 1 && !c.TryLong(startArg + 1, out end)))
            return false;
        range = BitRange.Of(start, end, stringBytes, isBits);
        return true;
    }

    /// <summary>BIT or BYTE: what a range counts.</summary>
    public static bool TryUnit(ReadContext c, int arg, out bool isBits)
    {
        isBits = c.Is(arg, "BIT"u8);
        if (isBits || c.Is(arg, "BYTE"u8))
            return true;
        c.Reply.Error(Errors.Syntax);
        return false;
    }

    private static long LongestString(ReadContext c) =>
        c is WriteContext { IsReplay: true } ? Array.MaxLength : Math.Min(c.Settings.MaxStringBytes, Array.MaxLength);
}

/// <summary>Bits from the first to the last, both included; none when the last is before the first.</summary>
internal readonly record struct BitRange(long First, long Last)
{
    public bool IsEmpty => First > Last;

    /// <summary>A range as the commands are given it, in bits or bytes, cut to what the string has.</summary>
    public static BitRange Of(long start, long end, int stringBytes, bool isBits)
    {
        var length = isBits ? 8L * stringBytes : stringBytes;
        start = Math.Max(0, start < 0 ? start + length : start);
        end = Math.Min(length - 1, Math.Max(0, end < 0 ? end + length : end));
        if (start > end)
            return new BitRange(0, -1);
        return isBits ? new BitRange(start, end) : new BitRange(8 * start, 8 * end + 7);
    }
}
