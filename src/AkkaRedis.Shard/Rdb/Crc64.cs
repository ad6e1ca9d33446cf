using System.Buffers.Binary;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// CRC-64 as at the end of RDB files and DUMP payloads: the polynomial of David T. Jones (AD93D23594C935A9, reflected), start
/// and final value 0. Eight bytes a step: their look-ups do not wait for each other.
/// </summary>
public static class Crc64
{
    private const ulong ReflectedPolynomial = 0x95AC_9329_AC4B_C9B5;
    private const int Stride = 8;

    /// <summary>Row k: what a byte does to the checksum of a message in which k bytes follow it.</summary>
    private static readonly ulong[] Table = BuildTable();

    public static ulong Of(ReadOnlySpan<byte> bytes) => Append(0, bytes);

    /// <summary>The checksum of a message whose first part has the checksum <paramref name="crc"/> and whose rest is this.</summary>
    public static ulong Append(ulong crc, ReadOnlySpan<byte> bytes)
    {
        var table = Table.AsSpan(0, Stride * 256);
        for (; bytes.Length >= Stride; bytes = bytes[Stride..])
        {
            crc ^= BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            crc = table[7 * 256 + (int)(crc & 0xFF)] ^ table[6 * 256 + (int)(crc >> 8 & 0xFF)]
                ^ table[5 * 256 + (int)(crc >> 16 & 0xFF)] ^ table[4 * 256 + (int)(crc >> 24 & 0xFF)]
                ^ table[3 * 256 + (int)(crc >> 32 & 0xFF)] ^ table[2 * 256 + (int)(crc >> 40 & 0xFF)]
                ^ table[256 + (int)(crc >> 48 & 0xFF)] ^ table[(int)(crc >> 56)];
        }

        foreach (var b in bytes)
            crc = table[(int)((crc ^ b) & 0xFF)] ^ crc >> 8;
        return crc;
    }

    private static ulong[] BuildTable()
    {
        var table = new ulong[Stride * 256];
        for (var i = 0; i < 256; i++)
        {
            var crc = (ulong)i;
            for (var bit = 1; bit <= 8 * Stride; bit++)
            {
                crc = (crc & 1) != 0 ? crc >> 1 ^ ReflectedPolynomial : crc >> 1;
                if (bit % 8 == 0)
                    table[(bit / 8 - 1) * 256 + i] = crc;
            }
        }

        return table;
    }
}
