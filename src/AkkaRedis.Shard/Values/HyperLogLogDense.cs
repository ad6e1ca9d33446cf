namespace AkkaRedis.Shard.Values;

/// <summary>The dense form: 6 bits a register, from the lowest bit of the first byte behind the header on.</summary>
internal static class HyperLogLogDense
{
    private const int Width = 6;
    private const int Mask = (1 << Width) - 1;

    public static byte Read(ReadOnlySpan<byte> bytes, int register)
    {
        var at = PlaceOf(register, out var shift);
        var pair = bytes[at] | (at + 1 < bytes.Length ? bytes[at + 1] << 8 : 0);
        return (byte)(pair >> shift & Mask);
    }

    /// <summary>Raises a register to a value; false when it is not lower.</summary>
    public static bool TryRaise(Span<byte> bytes, int register, byte value)
    {
        if (Read(bytes, register) >= value)
            return false;
        var at = PlaceOf(register, out var shift);
        bytes[at] = (byte)(bytes[at] & ~(Mask << shift) | value << shift);
        if (shift + Width > 8)
            bytes[at + 1] = (byte)(bytes[at + 1] & ~(Mask >> (8 - shift)) | value >> (8 - shift));
        return true;
    }

    private static int PlaceOf(int register, out int shift)
    {
        var bit = register * Width;
        shift = bit & 7;
        return HyperLogLog.HeaderBytes + (bit >> 3);
    }
}
