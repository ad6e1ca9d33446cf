using System.Runtime.Serialization;
using Akka.Actor;
using Akka.Serialization;

namespace AkkaRedis.Node.Cluster.Topology;

/// <summary>
/// The stored form of the events of a topology, and the form of its messages between nodes. A manifest is a name and a version; a
/// new form gets a new one and is read before it is written.
///
/// <list type="bullet">
/// <item><c>cf1</c>, <c>tg1</c>: a <see cref="TopologyForm"/>.</item>
/// <item><c>jt1</c>: <c>u8 has copy | topology, if it has | u16 shards | u8 replicas | text new cluster id</c>.</item>
/// <item><c>tr1</c>: <c>text reason</c>, as BinaryWriter writes texts.</item>
/// </list>
/// </summary>
public sealed class TopologySerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    private const string Formed1 = "cf1";
    private const string Given1 = "tg1";
    private const string Join1 = "jt1";
    private const string Refused1 = "tr1";

    public override string Manifest(object o) => o switch
    {
        ClusterFormed => Formed1,
        TopologyGiven => Given1,
        JoinTopology => Join1,
        TopologyRefused => Refused1,
        _ => throw Unknown(o.GetType().Name),
    };

    public override byte[] ToBinary(object obj)
    {
        var bytes = new MemoryStream();
        using var to = new BinaryWriter(bytes);
        switch (obj)
        {
            case ClusterFormed formed:
                TopologyForm.Write(to, formed.Topology);
                break;
            case TopologyGiven given:
                TopologyForm.Write(to, given.Topology);
                break;
            case JoinTopology join:
                Write(to, join.Claim);
                break;
            case TopologyRefused refused:
                to.Write(refused.Reason);
                break;
            default:
                throw Unknown(obj.GetType().Name);
        }

        to.Flush();
        return bytes.ToArray();
    }

    public override object FromBinary(byte[] bytes, string manifest)
    {
        using var from = new BinaryReader(new MemoryStream(bytes));
        try
        {
            return manifest switch
            {
                Formed1 => new ClusterFormed(TopologyForm.Read(from)),
                Given1 => new TopologyGiven(TopologyForm.Read(from)),
                Join1 => new JoinTopology(ReadClaim(from)),
                Refused1 => new TopologyRefused(from.ReadString()),
                _ => throw Unknown(manifest),
            };
        }
        catch (EndOfStreamException e)
        {
            throw new SerializationException($"a {manifest} of {bytes.Length} bytes is cut short", e);
        }
    }

    private static void Write(BinaryWriter to, NodeClaim claim)
    {
        to.Write(claim.Copy is not null);
        if (claim.Copy is { } copy)
            TopologyForm.Write(to, copy);
        to.Write((ushort)claim.Shards);
        to.Write((byte)claim.Replicas);
        to.Write(claim.NewClusterId);
    }

    private static NodeClaim ReadClaim(BinaryReader from) =>
        new(from.ReadBoolean() ? TopologyForm.Read(from) : null, from.ReadUInt16(), from.ReadByte(), from.ReadString());

    private static SerializationException Unknown(string what) => new($"'{what}' is nothing of a topology that this program knows");
}
