using System.Runtime.CompilerServices;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// "Something at this position may expire at this time", in 12 bytes: 48 bits of position, 48 bits of Unix milliseconds.
/// </summary>
internal readonly record struct ExpiryRecord(ulong Position, long TimeMs)
{
    public const int Bytes = 12;
    private const ulong PositionMask = (1UL << KeyHash.PositionBits) - 1;

    public static unsafe ExpiryRecord Read(byte* from)
    {
        var first = Unsafe.ReadUnaligned<ulong>(from);
        var high = Unsafe.ReadUnaligned<uint>(from + 8);
        return new ExpiryRecord(first & PositionMask, (long)high << 16 | (long)(first >> KeyHash.PositionBits));
    }

    public unsafe void Write(byte* to)
    {
        Unsafe.WriteUnaligned(to, Position | (ulong)TimeMs << KeyHash.PositionBits);
        Unsafe.WriteUnaligned(to + 8, (uint)(TimeMs >> 16));
    }
}
