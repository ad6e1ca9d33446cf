using System.Buffers.Binary;
using System.Text;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Shard.Journal;

/// <summary>
/// The head of a segment file. Little-endian:
/// <code>
///  0 u64 "AKRJRNL" and a zero
///  8 u32 CRC-32C of all that follows, stream included
/// 12 u16 version of the form of segment and frames
/// 14 u16 bytes of the stream's id
/// 16 i64 first: the least sequence number that the segment may have, one above the last of the segment before
/// 24 i64 pruned: all up to this sequence number was pruned when the segment was begun
/// 32 i64 synced: all up to this sequence number was on disk when the segment was begun
/// 40     id of the stream, UTF-8
/// </code>
/// </summary>
public sealed record SegmentHeader(string Stream, long FirstSequence, long PrunedSequence, long SyncedSequence)
{
    public const int FixedBytes = 40;
    public const int MaxStreamBytes = 1024;
    public const ushort Version = 1;

    private static ReadOnlySpan<byte> Magic => "AKRJRNL\0"u8;

    /// <summary>What the file says; another than <see cref="Version"/> is not for this program.</summary>
    public int FormVersion { get; private init; } = Version;

    public int Bytes => FixedBytes + Encoding.UTF8.GetByteCount(Stream);

    public byte[] ToBytes()
    {
        var bytes = new byte[Bytes];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(12), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(14), (ushort)(bytes.Length - FixedBytes));
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), FirstSequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(24), PrunedSequence);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(32), SyncedSequence);
        Encoding.UTF8.GetBytes(Stream, bytes.AsSpan(FixedBytes));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(8), Crc32C.Of(bytes.AsSpan(12)));
        return bytes;
    }

    /// <summary>Reads the head at the start of a file's first bytes; null when it is not whole.</summary>
    public static SegmentHeader? Read(ReadOnlySpan<byte> start)
    {
        if (start.Length < FixedBytes || !start.StartsWith(Magic))
            return null;
        var streamBytes = BinaryPrimitives.ReadUInt16LittleEndian(start[14..]);
        if (streamBytes > MaxStreamBytes || start.Length < FixedBytes + streamBytes)
            return null;
        start = start[..(FixedBytes + streamBytes)];
        if (BinaryPrimitives.ReadUInt32LittleEndian(start[8..]) != Crc32C.Of(start[12..]))
            return null;
        return new SegmentHeader(
            Encoding.UTF8.GetString(start[FixedBytes..]),
            BinaryPrimitives.ReadInt64LittleEndian(start[16..]),
            BinaryPrimitives.ReadInt64LittleEndian(start[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(start[32..]))
        {
            FormVersion = BinaryPrimitives.ReadUInt16LittleEndian(start[12..]),
        };
    }
}
