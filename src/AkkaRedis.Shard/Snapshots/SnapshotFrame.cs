using System.Buffers.Binary;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Shard.Snapshots;

/// <summary>
/// The head of a frame, which is the unit of writing and of checking. Little-endian:
/// <code>
///  0 u32 bytes of payload, 1 to <see cref="MaxBytes"/>
///  4 u32 number of the frame in its file, from 0
///  8 u32 checksum of the file's head
/// 12 u32 CRC-32C of the fields above and the payload
/// 16     payload
/// </code>
/// By number and file a frame is known that is in the place of another, as when a disk has lost a write and still has there
/// what an earlier file had.
/// </summary>
public static class SnapshotFrame
{
    public const int HeadBytes = 16;

    /// <summary>Longest payload that is believed.</summary>
    public const int MaxBytes = 1 << 20;

    private const int SumAt = 12;

    public static void Write(Span<byte> head, uint fileChecksum, long number, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(head, (uint)payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], (uint)number);
        BinaryPrimitives.WriteUInt32LittleEndian(head[8..], fileChecksum);
        BinaryPrimitives.WriteUInt32LittleEndian(head[SumAt..], Crc32C.Of(head[..SumAt], payload));
    }

    /// <summary>The bytes of payload that a head tells; 0 when it is not the head of this frame.</summary>
    public static int PayloadBytes(ReadOnlySpan<byte> head, uint fileChecksum, long number)
    {
        var bytes = BinaryPrimitives.ReadUInt32LittleEndian(head);
        return bytes <= MaxBytes
            && BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) == (uint)number
            && BinaryPrimitives.ReadUInt32LittleEndian(head[8..]) == fileChecksum
                ? (int)bytes
                : 0;
    }

    public static bool IsWhole(ReadOnlySpan<byte> head, ReadOnlySpan<byte> payload) =>
        BinaryPrimitives.ReadUInt32LittleEndian(head[SumAt..]) == Crc32C.Of(head[..SumAt], payload);
}
