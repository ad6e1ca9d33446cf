using System.Buffers.Binary;
using System.Runtime.Serialization;
using System.Text;
using Akka.Actor;
using Akka.Persistence;
using Akka.Serialization;
using AkkaRedis.Shard.Journal;
using AkkaSerialization = Akka.Serialization.Serialization;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// Events of Akka.Persistence as frames and back. A <see cref="CommandGroup"/> is the payload as it is, without a copy. Any
/// other event has before its bytes what is needed to read them, little-endian:
/// <c>u8 1 | i32 serializer | text manifest of the serializer | text manifest of the event adapter | text writer | bytes</c>, with
/// <c>text = u16 length | UTF-8</c>.
/// </summary>
internal sealed class EventFrames(ExtendedActorSystem system)
{
    private const byte Version = 1;
    private const int FixedBytes = 1 + 4 + 3 * 2;

    private readonly AkkaSerialization _serialization = system.Serialization;

    /// <exception cref="SerializationException">There is no serializer for the event. Others by what the serializer does.</exception>
    public PendingFrame Encode(IPersistentRepresentation persistent, bool isContinued)
    {
        if (persistent.Payload is CommandGroup group)
            return new PendingFrame(Header(persistent, isContinued, group), group.Units);
        var header = new FrameHeader
        {
            Kind = FrameKind.Event, Sequence = persistent.SequenceNr, IsContinued = isContinued, Shard = FrameHeader.NoShard,
        };
        return new PendingFrame(header, Serialize(persistent));
    }

    /// <summary>Makes an event of a frame; the bytes of a group become its own.</summary>
    /// <exception cref="SerializationException">The serializer is unknown or does not take the bytes.</exception>
    public Persistent Decode(string persistenceId, in FrameHeader frame, byte[] payload, int bytes, Action released)
    {
        if (frame.Kind == FrameKind.Group)
        {
            var group = new CommandGroup(frame.Shard, frame.Epoch, frame.Offset, payload.AsMemory(0, bytes), released);
            return new Persistent(group, frame.Sequence, persistenceId, writerGuid: "");
        }

        var persistent = Deserialize(persistenceId, frame.Sequence, payload.AsSpan(0, bytes));
        released();
        return persistent;
    }

    private static FrameHeader Header(IPersistentRepresentation persistent, bool isContinued, CommandGroup group) => new()
    {
        Kind = FrameKind.Group,
        IsContinued = isContinued,
        Sequence = persistent.SequenceNr,
        Shard = group.Shard,
        Epoch = group.Epoch,
        Offset = group.Offset,
    };

    private byte[] Serialize(IPersistentRepresentation persistent)
    {
        var serializer = _serialization.FindSerializerFor(persistent.Payload);
        var manifest = AkkaSerialization.ManifestFor(serializer, persistent.Payload);
        var content = AkkaSerialization.WithTransport(
            system, (serializer, persistent.Payload), static s => s.serializer.ToBinary(s.Payload));
        string[] texts = [manifest, persistent.Manifest ?? "", persistent.WriterGuid ?? ""];
        var bytes = new byte[FixedBytes + texts.Sum(Encoding.UTF8.GetByteCount) + content.Length];
        bytes[0] = Version;
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(1), serializer.Identifier);
        var at = 5;
        foreach (var text in texts)
        {
            var length = Encoding.UTF8.GetBytes(text, bytes.AsSpan(at + 2));
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), checked((ushort)length));
            at += 2 + length;
        }

        content.CopyTo(bytes, at);
        return bytes;
    }

    private Persistent Deserialize(string persistenceId, long sequence, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FixedBytes || bytes[0] != Version)
            throw new SerializationException($"event {sequence} of {persistenceId} has a form that this program does not know");
        var serializer = BinaryPrimitives.ReadInt32LittleEndian(bytes[1..]);
        bytes = bytes[5..];
        var manifest = TakeText(ref bytes);
        var eventManifest = TakeText(ref bytes);
        var writer = TakeText(ref bytes);
        var payload = _serialization.Deserialize(bytes.ToArray(), serializer, manifest);
        return new Persistent(payload, sequence, persistenceId, eventManifest, writerGuid: writer);
    }

    private static string TakeText(ref ReadOnlySpan<byte> bytes)
    {
        var length = bytes.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(bytes);
        if (bytes.Length < 2 + length)
            throw new SerializationException("an event is cut short");
        var text = Encoding.UTF8.GetString(bytes.Slice(2, length));
        bytes = bytes[(2 + length)..];
        return text;
    }
}
