using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Keyspace;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Single bits of strings, and counting and finding them. A string is as long as its last bit that was written needs; what is
/// beyond its end reads as 0.
/// </summary>
internal static class BitCommands
{
    public static readonly KeyEvent BitSet = new('$', "setbit");

    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Read("bitcount", -2, None, KeySpec.One, BitCount, "bitmap", "2.6.0", "Counts the bits of a string that are set."),
        ShardCommand.Write("bitfield", -2, DenyOom, KeySpec.One, BitFieldCommands.BitField, "bitmap", "3.2.0",
            "Reads, sets and adds to integers of any width in a string."),
        ShardCommand.Read("bitfield_ro", -2, Fast, KeySpec.One, BitFieldCommands.BitFieldRo, "bitmap", "6.0.0",
            "Reads integers of any width from a string."),
        ShardCommand.Write("bitop", -4, DenyOom, new KeySpec(2, -1, 1), BitOpCommand.BitOp, "bitmap", "2.6.0",
            "Combines strings bit by bit."),
        ShardCommand.Read("bitpos", -3, None, KeySpec.One, BitPos, "bitmap", "2.8.7",
            "Finds the first bit of a string that is set, or is not."),
        ShardCommand.Read("getbit", 3, Fast, KeySpec.One, GetBit, "bitmap", "2.2.0", "Reads a bit of a string."),
        ShardCommand.Write("setbit", 4, DenyOom, KeySpec.One, SetBit, "bitmap", "2.2.0", "Sets or clears a bit of a string."),
    ];

    private static void BitCount(ReadContext c)
    {
        if (!c.TryFind(c.Args[1], ValueKind.String, out var entry))
            return;
        if (entry.IsNone)
        {
            c.Reply.Integer(0);
            return;
        }

        if (c.Args.Count is 3 or > 5)
        {
            c.Reply.Error(Errors.Syntax);
            return;
        }

        var range = BitRange.Of(0, -1, entry.StringLength, isBits: false);
        if (c.Args.Count > 3 && !TryCountRange(c, entry.StringLength, out range))
            return;
        BitScanJob.Run(c, entry, new BitCounting(range));
    }

    /// <summary>
    /// Unlike that of BITPOS: two negative ends in the wrong order are an empty range however far from the end they count, and
    /// the unit is looked at last.
    /// </summary>
    private static bool TryCountRange(ReadContext c, int stringBytes, out BitRange range)
    {
        range = new BitRange(0, -1);
        if (!c.TryLong(2, out var start) || !c.TryLong(3, out var end))
            return false;
        if (start < 0 && end < 0 && start > end)
            return true;
        var isBits = false;
        if (c.Args.Count > 4 && !BitArguments.TryUnit(c, 4, out isBits))
            return false;
        range = BitRange.Of(start, end, stringBytes, isBits);
        return true;
    }

    private static void BitPos(ReadContext c)
    {
        if (!c.TryLong(2, out var bit))
            return;
        if (bit is not (0 or 1))
        {
            c.Reply.Error("ERR The bit argument must be 1 or 0."u8);
            return;
        }

        if (!c.TryFind(c.Args[1], ValueKind.String, out var entry))
            return;
        if (entry.IsNone)
        {
            c.Reply.Integer(bit == 1 ? -1 : 0);
            return;
        }

        if (c.Args.Count > 6)
        {
            c.Reply.Error(Errors.Syntax);
            return;
        }

        var range = BitRange.Of(0, -1, entry.StringLength, isBits: false);
        if (c.Args.Count > 3 && !BitArguments.TryRange(c, 3, entry.StringLength, out range))
            return;
        BitScanJob.Run(c, entry, new BitSearch(range, bit == 1, isBounded: c.Args.Count > 4));
    }

    private static void GetBit(ReadContext c)
    {
        if (!BitArguments.TryOffset(c, 2, out var offset) || !c.TryFind(c.Args[1], ValueKind.String, out var entry))
            return;
        Span<byte> scratch = stackalloc byte[20];
        var bytes = entry.IsNone ? default : entry.GetString(scratch);
        c.Reply.Integer(offset >> 3 < bytes.Length && (bytes[(int)(offset >> 3)] & Bits.MaskOf(offset)) != 0 ? 1 : 0);
    }

    private static void SetBit(WriteContext c)
    {
        if (!BitArguments.TryOffset(c, 2, out var offset))
            return;
        if (!Numbers.TryParseLong(c.Args[3], out var bit) || bit is not (0 or 1))
        {
            c.Reply.Error("ERR bit is not an integer or out of range"u8);
            return;
        }

        var key = c.Args[1];
        var at = (int)(offset >> 3);
        if (!c.TryFind(key, ValueKind.String, out var entry))
            return;
        var grows = entry.IsNone || entry.StringLength <= at;
        ref var place = ref c.Db.MutableString(key, at + 1)[at];
        var mask = Bits.MaskOf(offset);
        var wasSet = (place & mask) != 0;
        place = (byte)(bit == 1 ? place | mask : place & ~mask);
        if (grows || wasSet != (bit == 1))
            c.Modified(key, BitSet);
        c.Reply.Integer(wasSet ? 1 : 0);
    }
}
