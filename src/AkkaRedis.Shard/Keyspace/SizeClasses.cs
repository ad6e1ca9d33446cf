using System.Numerics;
using System.Runtime.CompilerServices;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// Block sizes of the <see cref="Slab"/>: steps of 8 bytes from 16 to 128, then four steps a doubling up to 3,584 bytes, so
/// that rounding up wastes at most a fifth and typically a tenth. A class number is one byte and is stored in blobs.
/// </summary>
internal static class SizeClasses
{
    public const int Count = 34;
    public const int MaxSmall = 3584;

    /// <summary>Class number of blocks that are too big for any class.</summary>
    public const byte Large = 255;

    private const int LinearClasses = 15;
    private const int LinearMax = 128;
    private const int LinearMaxLog2 = 7;

    /// <summary>The smallest class that holds <paramref name="size"/> bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte Of(long size)
    {
        if (size <= 16)
            return 0;
        if (size <= LinearMax)
            return (byte)(((int)size + 7 >> 3) - 2);
        if (size > MaxSmall)
            return Large;
        var last = (uint)size - 1;
        var log2 = BitOperations.Log2(last);
        return (byte)(LinearClasses + (log2 - LinearMaxLog2) * 4 + (int)(last >> (log2 - 2) & 3));
    }

    /// <summary>Bytes of a block of a class other than <see cref="Large"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SizeOf(byte sizeClass)
    {
        if (sizeClass < LinearClasses)
            return 16 + 8 * sizeClass;
        var step = sizeClass - LinearClasses;
        return (5 + (step & 3)) << (5 + (step >> 2));
    }
}
