using System.Buffers.Binary;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// What DUMP gives and RESTORE takes: <c>u8 type | value | u16 RDB version | u64 CRC-64 of all before it</c>, little endian.
/// </summary>
internal static class DumpPayload
{
    /// <summary>The version of redis-server 7.0; older ones are read too.</summary>
    public const ushort Version = 10;

    public const int ChecksumBytes = sizeof(ulong);
    public const int FooterBytes = sizeof(ushort) + ChecksumBytes;

    /// <summary>Is the payload long enough, and of a version that is known?</summary>
    public static bool HasFooter(ReadOnlySpan<byte> payload) =>
        payload.Length >= FooterBytes && BinaryPrimitives.ReadUInt16LittleEndian(payload[^FooterBytes..]) <= Version;

    public static ulong ChecksumOf(ReadOnlySpan<byte> payload) => BinaryPrimitives.ReadUInt64LittleEndian(payload[^ChecksumBytes..]);
}
