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
    private const int Stride = 8;

    /// <summary>Row k: what a byte does to the checksum of a message in which k bytes follow it.</summary>
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

    /// <summary>Eight bytes a step: their look-ups do not wait for each other, as those of a byte-wise loop do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ushort Crc16(ReadOnlySpan<byte> bytes)
    {
        var table = Table.AsSpan(0, Stride * 256);
        var crc = 0;
        for (; bytes.Length >= Stride; bytes = bytes[Stride..])
        {
            crc = table[7 * 256 + ((crc >> 8) ^ bytes[0])] ^ table[6 * 256 + ((crc & 0xFF) ^ bytes[1])]
                ^ table[5 * 256 + bytes[2]] ^ table[4 * 256 + bytes[3]] ^ table[3 * 256 + bytes[4]] ^ table[2 * 256 + bytes[5]]
                ^ table[256 + bytes[6]] ^ table[bytes[7]];
        }

        foreach (var b in bytes)
            crc = ((crc << 8) & 0xFFFF) ^ table[((crc >> 8) ^ b) & 0xFF];
        return (ushort)crc;
    }

    private static ushort[] BuildTable()
    {
        var table = new ushort[Stride * 256];
        for (var i = 0; i < 256; i++)
        {
            var crc = i << 8;
            for (var bit = 0; bit < 8 * Stride; bit++)
            {
                crc = (crc & 0x8000) != 0 ? (crc << 1 ^ Polynomial) & 0xFFFF : crc << 1;
                if (bit % 8 == 7)
                    table[bit / 8 * 256 + i] = (ushort)crc;
            }
        }

        return table;
    }
}
