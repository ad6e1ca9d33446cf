using System.Buffers.Binary;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Shard.Snapshots;

/// <summary>
/// The last bytes of a snapshot file, written when all before them is there. They tell how long the file must be, so that a look
/// at head and foot finds most damage. Little-endian:
/// <code>
///  0 u64 "AKRSEND" and a zero
///  8 u32 CRC-32C of all that follows
/// 12 u32 checksum of the file's head
/// 16 i64 offset in the shard's log of which the snapshot is
/// 24 i64 keys
/// 32 i64 bytes of the RDB file in the frames
/// 40 i64 frames
/// </code>
/// </summary>
/// <param name="LogOffset">All units of the log that end at or before it are in the snapshot.</param>
public readonly record struct SnapshotFooter(uint HeaderChecksum, long LogOffset, long Keys, long RdbBytes, long Frames)
{
    public const int Bytes = 48;

    private static ReadOnlySpan<byte> Magic => "AKRSEND\0"u8;

    /// <summary>Length of the whole file.</summary>
    public long FileBytes => SnapshotHeader.Bytes + RdbBytes + Frames * SnapshotFrame.HeadBytes + Bytes;

    public void Write(Span<byte> to)
    {
        Magic.CopyTo(to);
        BinaryPrimitives.WriteUInt32LittleEndian(to[12..], HeaderChecksum);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], LogOffset);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], Keys);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], RdbBytes);
        BinaryPrimitives.WriteInt64LittleEndian(to[40..], Frames);
        BinaryPrimitives.WriteUInt32LittleEndian(to[8..], Crc32C.Of(to[12..Bytes]));
    }

    /// <summary>Null when these bytes are not a whole foot.</summary>
    public static SnapshotFooter? Read(ReadOnlySpan<byte> end)
    {
        if (end.Length != Bytes || !end.StartsWith(Magic) || BinaryPrimitives.ReadUInt32LittleEndian(end[8..]) != Crc32C.Of(end[12..]))
            return null;
        return new SnapshotFooter(
            BinaryPrimitives.ReadUInt32LittleEndian(end[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(end[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(end[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(end[32..]),
            BinaryPrimitives.ReadInt64LittleEndian(end[40..]));
    }
}
