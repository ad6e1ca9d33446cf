using System.Numerics;
using System.Runtime.CompilerServices;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// Block sizes of the <see cref="Slab"/>: steps of 8 bytes from 16 to 128, then four steps a doubling up to 3,584 bytes, so
/// that rounding up wastes at most a fifth and typically a tenth; above, a run divided by 16, 15, … 4, up to 16,368 bytes,
/// so that the end of a run is not wasted. A class number is one byte and is stored in blobs.
/// </summary>
internal static class SizeClasses
{
    public const int Count = FirstFraction + MaxFraction - MinFraction + 1;
    public const int MaxSmall = RunPayloadBytes / MinFraction & ~7;

    /// <summary>Bytes that a run has for its blocks.</summary>
    public const int RunPayloadBytes = RunPool.RunBytes - 64;

    /// <summary>Class number of blocks that are too big for any class.</summary>
    public const byte Large = 255;

    private const int FirstDoubling = 15;
    private const int LinearMax = 128;
    private const int LinearMaxLog2 = 7;
    private const int FirstFraction = 34;
    private const int DoublingMax = 3584;
    private const int MaxFraction = 16;
    private const int MinFraction = 4;

    /// <summary>The smallest class that holds <paramref name="size"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Of(long size)
    {
        if (size <= 16)
            return 0;
        if (size <= LinearMax)
            return (byte)(((int)size + 7 >> 3) - 2);
        return OfBigger(size);
    }

    /// <summary>Bytes of a block of a class other than <see cref="Large"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SizeOf(byte sizeClass)
    {
        if (sizeClass < FirstDoubling)
            return 16 + 8 * sizeClass;
        var step = sizeClass - FirstDoubling;
        return sizeClass < FirstFraction
            ? (5 + (step & 3)) << (5 + (step >> 2))
            : RunPayloadBytes / (MaxFraction - (sizeClass - FirstFraction)) & ~7;
    }

    private static byte OfBigger(long size)
    {
        if (size > MaxSmall)
            return Large;
        if (size > DoublingMax)
            return (byte)(FirstFraction + MaxFraction - Math.Min(MaxFraction, RunPayloadBytes / ((int)size + 7 & ~7)));
        var last = (uint)size - 1;
        var log2 = BitOperations.Log2(last);
        return (byte)(FirstDoubling + (log2 - LinearMaxLog2) * 4 + (int)(last >> (log2 - 2) & 3));
    }
}
