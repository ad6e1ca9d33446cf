using System.Numerics;
using System.Runtime.InteropServices;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Strings as rows of bits. Bit 0 is the highest of the first byte. Ranges are numbers of bits, both ends included, and lie in
/// the bytes given.
/// </summary>
internal static class Bits
{
    /// <summary>Bytes that cost about as much as the key or element that a unit of work stands for.</summary>
    public const int BytesPerUnit = 256;

    public static byte MaskOf(long offset) => (byte)(0x80 >> (int)(offset & 7));

    /// <summary>Number of bits that are set.</summary>
    public static long Count(ReadOnlySpan<byte> bytes, long first, long last)
    {
        var (firstByte, lastByte) = ((int)(first >> 3), (int)(last >> 3));
        var head = bytes[firstByte] & HeadMask(first);
        if (firstByte == lastByte)
            return BitOperations.PopCount((uint)(head & TailMask(last)));
        return BitOperations.PopCount((uint)head) + BitOperations.PopCount((uint)(bytes[lastByte] & TailMask(last)))
            + Count(bytes[(firstByte + 1)..lastByte]);
    }

    /// <summary>The first bit that is set, or not set if that is asked for; -1 when there is none.</summary>
    public static long Find(ReadOnlySpan<byte> bytes, long first, long last, bool isSet)
    {
        // The byte without any such bit; what differs from it is one.
        var none = (byte)(isSet ? 0x00 : 0xFF);
        var (firstByte, lastByte) = ((int)(first >> 3), (int)(last >> 3));
        var head = (bytes[firstByte] ^ none) & HeadMask(first);
        if (firstByte == lastByte)
            return PlaceOf(firstByte, head & TailMask(last));
        if (head != 0)
            return PlaceOf(firstByte, head);
        var skipped = bytes[(firstByte + 1)..lastByte].IndexOfAnyExcept(none);
        if (skipped < 0)
            return PlaceOf(lastByte, (bytes[lastByte] ^ none) & TailMask(last));
        var at = firstByte + 1 + skipped;
        return PlaceOf(at, bytes[at] ^ none);
    }

    private static long Count(ReadOnlySpan<byte> bytes)
    {
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        var count = 0L;
        foreach (var word in words)
            count += BitOperations.PopCount(word);
        foreach (var b in bytes[(words.Length * sizeof(ulong))..])
            count += BitOperations.PopCount(b);
        return count;
    }

    private static int HeadMask(long first) => 0xFF >> (int)(first & 7);

    private static int TailMask(long last) => 0xFF << (int)(7 - (last & 7)) & 0xFF;

    private static long PlaceOf(int at, int hits) => hits == 0 ? -1 : 8L * at + BitOperations.LeadingZeroCount((uint)hits) - 24;
}
