using System.Collections.Immutable;
using System.Runtime.Serialization;
using System.Text;

namespace AkkaRedis.Node.Cluster.Topology;

/// <summary>
/// A topology as bytes, little-endian:
/// <c>i64 version | 40 bytes cluster id | u8 replicas | u16 count | (u8 shard, u16 first, u16 last) * count</c>.
/// </summary>
internal static class TopologyForm
{
    public static void Write(BinaryWriter to, ClusterTopology topology)
    {
        to.Write(topology.Version);
        to.Write(Encoding.ASCII.GetBytes(topology.ClusterId));
        to.Write((byte)topology.Replicas);
        to.Write((ushort)topology.Slots.Length);
        foreach (var range in topology.Slots)
        {
            to.Write((byte)range.Shard);
            to.Write((ushort)range.First);
            to.Write((ushort)range.Last);
        }
    }

    /// <exception cref="SerializationException">It is none.</exception>
    /// <exception cref="EndOfStreamException">It is cut short.</exception>
    public static ClusterTopology Read(BinaryReader from)
    {
        var version = from.ReadInt64();
        var clusterId = Encoding.ASCII.GetString(from.ReadBytes(ClusterTopology.ClusterIdLength));
        var replicas = from.ReadByte();
        var slots = new SlotRange[from.ReadUInt16()];
        for (var i = 0; i < slots.Length; i++)
            slots[i] = new SlotRange(from.ReadByte(), from.ReadUInt16(), from.ReadUInt16());
        var topology = new ClusterTopology(version, clusterId, replicas, ImmutableArray.Create(slots));
        return ClusterTopology.FaultOf(topology) is { } fault
            ? throw new SerializationException($"a topology that cannot be: {fault}")
            : topology;
    }
}
