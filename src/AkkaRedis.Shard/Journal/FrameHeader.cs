using System.Buffers.Binary;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Shard.Journal;

/// <summary>What a frame holds. The numbers are on disk: they are only added to.</summary>
public enum FrameKind : byte
{
    /// <summary>Units of a shard's command log as they are in the log.</summary>
    Group = 1,

    /// <summary>Any other event, with what its serializer needs to know.</summary>
    Event = 2,

    /// <summary>No event: all up to the sequence number in the field of the offset is pruned.</summary>
    Prune = 3,
}

/// <summary>
/// The head of a frame, which is the unit of writing and of checking. Little-endian:
/// <code>
///  0 u32 CRC-32C of all that follows, payload included
///  4 u32 bytes of payload
///  8 u8  kind
///  9 u8  1 = the next frame belongs to the same write: both count or neither
/// 10 u16 shard, 65535 = none
/// 12 u32 0
/// 16 i64 sequence number: rises from frame to frame of a stream
/// 24 i64 epoch
/// 32 i64 offset in the shard's command log of the first byte of the payload
/// 40 i64 synced: all up to this sequence number was on disk when the frame was written
/// 48     payload
/// </code>
/// The synced number tells damage from a torn tail: a broken frame is damage when a later one says that it was on disk, and
/// else one of those that the machine had not got round to when it stopped.
/// </summary>
public readonly record struct FrameHeader
{
    public const int Bytes = 48;
    public const int NoShard = ushort.MaxValue;

    public required FrameKind Kind { get; init; }

    public bool IsContinued { get; init; }

    public int Shard { get; init; }

    public required long Sequence { get; init; }

    public long Epoch { get; init; }

    public long Offset { get; init; }

    public long SyncedSequence { get; init; }

    public int PayloadBytes { get; init; }

    public bool IsEvent => Kind != FrameKind.Prune;

    /// <summary>Writes the head for a payload that follows it.</summary>
    public void Write(Span<byte> to, ReadOnlySpan<byte> payload)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to[4..], (uint)payload.Length);
        to[8] = (byte)Kind;
        to[9] = IsContinued ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt16LittleEndian(to[10..], (ushort)Shard);
        BinaryPrimitives.WriteUInt32LittleEndian(to[12..], 0);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(to[32..], Offset);
        BinaryPrimitives.WriteInt64LittleEndian(to[40..], SyncedSequence);
        BinaryPrimitives.WriteUInt32LittleEndian(to, Crc32C.Of(to[4..Bytes], payload));
    }

    /// <summary>Takes the head apart; false when it has not the form of one. The checksum is not looked at.</summary>
    public static bool TryRead(ReadOnlySpan<byte> from, out FrameHeader header)
    {
        header = default;
        if (from.Length < Bytes || from[8] is < 1 or > 3 || from[9] > 1 || BinaryPrimitives.ReadUInt32LittleEndian(from[12..]) != 0)
            return false;
        var payloadBytes = BinaryPrimitives.ReadUInt32LittleEndian(from[4..]);
        if (payloadBytes > Array.MaxLength - Bytes)
            return false;
        header = new FrameHeader
        {
            Kind = (FrameKind)from[8],
            IsContinued = from[9] == 1,
            Shard = BinaryPrimitives.ReadUInt16LittleEndian(from[10..]),
            Sequence = BinaryPrimitives.ReadInt64LittleEndian(from[16..]),
            Epoch = BinaryPrimitives.ReadInt64LittleEndian(from[24..]),
            Offset = BinaryPrimitives.ReadInt64LittleEndian(from[32..]),
            SyncedSequence = BinaryPrimitives.ReadInt64LittleEndian(from[40..]),
            PayloadBytes = (int)payloadBytes,
        };
        return header.Sequence >= 0;
    }

    /// <summary>Is the checksum of a whole frame right?</summary>
    public static bool IsWhole(ReadOnlySpan<byte> frame) =>
        BinaryPrimitives.ReadUInt32LittleEndian(frame) == Crc32C.Of(frame[4..]);
}
