using System.Buffers.Binary;
using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// The stored form of a <see cref="CommandGroup"/> in journals that know nothing of it, such as a database. Manifest "cg" and
/// the version; version 1, little-endian: <c>u16 shard | i64 epoch | i64 offset | units</c>. A new form gets a new manifest and
/// is read before it is written.
/// </summary>
public sealed class CommandGroupSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string Version1 = "cg1";
    private const int HeadBytes = 18;

    public override string Manifest(object o) => o is CommandGroup ? Version1 : throw Unknown(o.GetType().Name);

    public override byte[] ToBinary(object obj)
    {
        var group = obj as CommandGroup ?? throw Unknown(obj.GetType().Name);
        var bytes = new byte[HeadBytes + group.Units.Length];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)group.Shard);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(2), group.Epoch);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(10), group.Offset);
        group.Units.CopyTo(bytes.AsMemory(HeadBytes));
        return bytes;
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        if (manifest != Version1)
            throw Unknown(manifest);
        if (bytes.Length < HeadBytes)
            throw new SerializationException($"a {Version1} of {bytes.Length} bytes is cut short");
        return new CommandGroup(
            BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(2)),
            BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(10)),
            bytes.AsMemory(HeadBytes));
    }

    private static SerializationException Unknown(string what) => new($"'{what}' is no event of a shard that this program knows");
}
