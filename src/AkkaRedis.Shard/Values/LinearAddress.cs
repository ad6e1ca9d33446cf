using System.Numerics;

namespace AkkaRedis.Shard.Values;

/// <summary>
/// The addressing of linear hashing and the order of its scans, as told at <see cref="HashTable"/>: which bucket of so many a
/// hash belongs to, and which part of the hashes a bucket holds.
/// </summary>
internal static class LinearAddress
{
    private const int CursorShift = 16;

    public static int Of(ulong hash, int buckets)
    {
        var level = BitOperations.Log2((uint)buckets);
        var address = (int)(hash & ((2UL << level) - 1));
        return address < buckets ? address : (int)(hash & ((1UL << level) - 1));
    }

    /// <summary>The bucket that the last one of so many was split off, and the bit of the hash that tells them apart.</summary>
    public static int SplitOf(int buckets, out int bit)
    {
        bit = BitOperations.Log2((uint)(buckets - 1));
        return buckets - 1 - (1 << bit);
    }

    /// <summary>The bucket that a cursor stands before; the cursor moves behind it, 0 after the last one.</summary>
    public static int At(ref ulong cursor, int buckets)
    {
        var bucket = Of(Reverse(cursor << CursorShift), buckets);
        var depth = DepthOf(bucket, buckets);
        cursor = depth == 0 ? 0 : (Reverse((ulong)bucket) + (1UL << (64 - depth))) >> CursorShift;
        return bucket;
    }

    /// <summary>How many low bits of the hash a bucket's members have in common.</summary>
    private static int DepthOf(int bucket, int buckets)
    {
        var level = BitOperations.Log2((uint)buckets);
        var full = 1 << level;
        return bucket >= full || bucket < buckets - full ? level + 1 : level;
    }

    private static ulong Reverse(ulong bits)
    {
        bits = ((bits >> 1) & 0x5555555555555555UL) | ((bits & 0x5555555555555555UL) << 1);
        bits = ((bits >> 2) & 0x3333333333333333UL) | ((bits & 0x3333333333333333UL) << 2);
        bits = ((bits >> 4) & 0x0F0F0F0F0F0F0F0FUL) | ((bits & 0x0F0F0F0F0F0F0F0FUL) << 4);
        return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(bits);
    }
}
