using System.Buffers.Binary;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Shard.Snapshots;

/// <summary>
/// A snapshot file holds the keys of one shard as they were at one offset of its log. Little-endian:
/// <code>
/// head    0 u64 "AKRSNAP" and a zero
///         8 u16 version of the form of the file
///        10 u16 bytes of this head, of whatever version
///        12 u32 CRC-32C of the head without this field
///        16 u16 shard
///        18     zeros
///        24 i64 epoch
///        32 i64 created, Unix milliseconds
/// frames  as <see cref="SnapshotFrame"/> says; their bytes in a row are a whole RDB file, functions first
/// foot    as <see cref="SnapshotFooter"/> says; only a file that has one is whole
/// </code>
/// </summary>
public readonly record struct SnapshotHeader(int Shard, long Epoch, long CreatedAtMs)
{
    public const int Bytes = 40;
    public const ushort Version = 1;

    private const int SumAt = 12;

    private static ReadOnlySpan<byte> Magic => "AKRSNAP\0"u8;

    /// <summary>The CRC-32C that the head has, by which the foot knows its head.</summary>
    public uint Checksum { get; private init; }

    /// <summary>What the file says; of another than <see cref="Version"/> nothing else is known.</summary>
    public int FormVersion { get; private init; } = Version;

    /// <summary>Writes the head; what is given back knows its checksum.</summary>
    public SnapshotHeader Write(Span<byte> to)
    {
        to[..Bytes].Clear();
        Magic.CopyTo(to);
        BinaryPrimitives.WriteUInt16LittleEndian(to[8..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(to[10..], Bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(to[16..], (ushort)Shard);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], CreatedAtMs);
        var sum = SumOf(to[..Bytes]);
        BinaryPrimitives.WriteUInt32LittleEndian(to[SumAt..], sum);
        return this with { Checksum = sum };
    }

    /// <summary>Reads the head at the start of a file's first bytes; null when it is not whole.</summary>
    public static SnapshotHeader? Read(ReadOnlySpan<byte> start)
    {
        if (start.Length < Bytes || !start.StartsWith(Magic))
            return null;
        var bytes = BinaryPrimitives.ReadUInt16LittleEndian(start[10..]);
        if (bytes < Bytes || bytes > start.Length)
            return null;
        var sum = SumOf(start[..bytes]);
        if (sum != BinaryPrimitives.ReadUInt32LittleEndian(start[SumAt..]))
            return null;
        return new SnapshotHeader(
            BinaryPrimitives.ReadUInt16LittleEndian(start[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(start[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(start[32..]))
        {
            Checksum = sum,
            FormVersion = BinaryPrimitives.ReadUInt16LittleEndian(start[8..]),
        };
    }

    private static uint SumOf(ReadOnlySpan<byte> head) => Crc32C.Of(head[..SumAt], head[(SumAt + sizeof(uint))..]);
}
