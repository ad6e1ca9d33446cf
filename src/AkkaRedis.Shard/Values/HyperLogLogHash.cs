using System.Buffers.Binary;
using System.Numerics;

namespace AkkaRedis.Shard.Values;

/// <summary>
/// Which register an element belongs to and to what it raises it. The hash is MurmurHash64A, Austin Appleby's, with the seed
/// that Redis gives it: the same elements must lead to the same bytes.
/// </summary>
internal static class HyperLogLogHash
{
    private const ulong Seed = 0xadc83b19;
    private const ulong Multiplier = 0xc6a4a7935bd1e995;
    private const int Shift = 47;

    /// <summary>The register: the low bits of the hash; the value: the place of the lowest bit set above them, from 1.</summary>
    public static int RegisterOf(ReadOnlySpan<byte> element, out byte value)
    {
        var hash = Hash(element);
        var rest = hash >> HyperLogLog.RegisterBits | 1UL << HyperLogLog.RankBits;
        value = (byte)(BitOperations.TrailingZeroCount(rest) + 1);
        return (int)(hash & (HyperLogLog.Registers - 1));
    }

    private static ulong Hash(ReadOnlySpan<byte> element)
    {
        var hash = Seed ^ (ulong)element.Length * Multiplier;
        for (; element.Length >= sizeof(ulong); element = element[sizeof(ulong)..])
            hash = (hash ^ Mix(BinaryPrimitives.ReadUInt64LittleEndian(element))) * Multiplier;
        if (!element.IsEmpty)
        {
            var tail = 0UL;
            for (var i = element.Length - 1; i >= 0; i--)
                tail = tail << 8 | element[i];
            hash = (hash ^ tail) * Multiplier;
        }

        hash = (hash ^ hash >> Shift) * Multiplier;
        return hash ^ hash >> Shift;
    }

    private static ulong Mix(ulong word)
    {
        word *= Multiplier;
        return (word ^ word >> Shift) * Multiplier;
    }
}
