namespace AkkaRedis.Shard.Commands;

/// <summary>What becomes of a number that is too large or too small for its field.</summary>
internal enum BitOverflow
{
    /// <summary>Its low bits are stored.</summary>
    Wrap,

    /// <summary>The nearest number that fits is stored.</summary>
    Saturate,

    /// <summary>Nothing is stored.</summary>
    Fail,
}

/// <summary>
/// An integer of 1 to 64 bits (63 when it has no sign) at any bit of a string, highest bit first. Values are held as longs,
/// which all of them fit into.
/// </summary>
internal readonly record struct BitField(bool IsSigned, int Width, long Offset)
{
    /// <summary>A field touches this many bytes at most.</summary>
    private const int MaxBytes = 9;

    public long LastBit => Offset + Width - 1;

    private int FirstByte => (int)(Offset >> 3);

    private int Bytes => (int)(LastBit >> 3) - FirstByte + 1;

    /// <summary>Bits behind the field in its last byte.</summary>
    private int BitsBehind => 7 - (int)(LastBit & 7);

    private Int128 Min => IsSigned ? -(Int128.One << (Width - 1)) : 0;

    private Int128 Max => (Int128.One << (IsSigned ? Width - 1 : Width)) - 1;

    private UInt128 Mask => (UInt128.One << Width) - 1;

    /// <summary>The value; what is beyond the end of the string reads as 0.</summary>
    public long Read(ReadOnlySpan<byte> bytes) => Wrap((Int128)(Window(bytes) >> BitsBehind));

    /// <summary>Stores a value that fits; the string has the bytes.</summary>
    public void Write(Span<byte> bytes, long value)
    {
        var window = Window(bytes) & ~(Mask << BitsBehind) | ((UInt128)value & Mask) << BitsBehind;
        for (var i = Bytes - 1; i >= 0; i--)
        {
            bytes[FirstByte + i] = (byte)window;
            window >>= 8;
        }
    }

    /// <summary>
    /// What SET is given, as redis-server sees it: in a field without sign a negative number is too large. So is one in a field
    /// with sign that is farther below its greatest than 64 bits tell.
    /// </summary>
    public Int128 Given(long number) =>
        number < 0 && (!IsSigned || (Width < 64 && Max - number > long.MaxValue)) ? number + (Int128.One << 64) : number;

    /// <summary>The number as it is to be stored; false when it does not fit.</summary>
    public bool TryFit(Int128 number, BitOverflow overflow, out long value)
    {
        var fits = number >= Min && number <= Max;
        value = fits || overflow != BitOverflow.Saturate ? Wrap(number) : (long)(number > Max ? Max : Min);
        return fits;
    }

    private UInt128 Window(ReadOnlySpan<byte> bytes)
    {
        UInt128 window = 0;
        for (var i = 0; i < Bytes && i < MaxBytes; i++)
            window = window << 8 | (FirstByte + i < bytes.Length ? bytes[FirstByte + i] : (byte)0);
        return window;
    }

    /// <summary>The low bits of a number, read as the field's kind.</summary>
    private long Wrap(Int128 number)
    {
        var bits = (UInt128)number & Mask;
        var isNegative = IsSigned && (bits >> (Width - 1) & 1) == 1;
        return (long)(ulong)(isNegative ? bits | ~Mask : bits);
    }
}
