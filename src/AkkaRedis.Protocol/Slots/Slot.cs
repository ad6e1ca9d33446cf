using System.Runtime.CompilerServices;

namespace AkkaRedis.Protocol.Slots;

/// <summary>
/// Key to slot, as Redis Cluster defines it: CRC16 (XMODEM: polynomial 0x1021, start 0) of the key, or of its hash tag
/// when the key holds a non-empty <c>{…}</c>, modulo 16384.
/// Source: Redis Cluster specification, "Key distribution model" and "Hash tags".
/// </summary>
public static class Slot
{
    public const int Count = 16384;

    private const ushort Polynomial = 0x1021;
    private static readonly ushort[] Table = BuildTable();

    /// <summary>The slot of a key, 0..16383.</summary>
    public static int Of(ReadOnlySpan<byte> key) => Crc16(HashTag(key)) & (Count - 1);

    /// <summary>The part of the key that is hashed: between the first '{' and the next '}', if there is anything between.</summary>
    public static ReadOnlySpan<byte> HashTag(ReadOnlySpan<byte> key)
    {
        var open = key.IndexOf((byte)'{');
        if (open < 0)
            return key;
        var rest = key[(open + 1)..];
        var close = rest.IndexOf((byte)'}');
        return close > 0 ? rest[..close] : key;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ushort Crc16(ReadOnlySpan<byte> bytes)
    {
        var table = Table;
        var crc = 0;
        foreach (var b in bytes)
            crc = ((crc << 8) & 0xFFFF) ^ table[((crc >> 8) ^ b) & 0xFF];
        return (ushort)crc;
    }

    private static ushort[] BuildTable()
    {
        var table = new ushort[256];
        for (var i = 0; i < table.Length; i++)
        {
            var crc = (ushort)(i << 8);
            for (var bit = 0; bit < 8; bit++)
                crc = (ushort)((crc & 0x8000) != 0 ? (crc << 1) ^ Polynomial : crc << 1);
            table[i] = crc;
        }

        return table;
    }
}
