using System.Runtime.Serialization;
using Akka.Actor;
using Akka.TestKit.Xunit2;
using AkkaRedis.Node.Cluster.Topology;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Hosting.Settings;
using AkkaRedis.Tests.Hosting;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Cluster.Topology;

/// <summary>Topologies in the journal, between nodes and in a node's directory.</summary>
public sealed class TopologyFormTests : TestKit
{
    private readonly TopologySerializer _serializer;
    private readonly TemporaryDirectory _dir = new();

    public TopologyFormTests()
        : base(HoconDocument.Embedded("journal.conf").Config) => _serializer = new TopologySerializer((ExtendedActorSystem)Sys);

    [Fact]
    public void What_is_written_is_read_again() => Seeds.Run(50, random =>
    {
        var topology = Topologies.Draw(random);
        Assert.Null(ClusterTopology.FaultOf(topology));
        var claim = new NodeClaim(random.Next(2) == 0 ? null : topology, topology.Shards, 5, Topologies.IdA);
        foreach (object o in (object[])
            [new ClusterFormed(topology), new TopologyGiven(topology), new JoinTopology(claim), new TopologyRefused("why")])
            Assert.Equal(o, _serializer.FromBinary(_serializer.ToBinary(o), _serializer.Manifest(o)));
        var file = Path.Combine(_dir.Path, "topology.json");
        TopologyFile.Write(file, topology);
        Assert.Equal(new TopologyFile(topology.Shards, topology), TopologyFile.Read(file));
    });

    [Fact]
    public void The_stored_form_stays_as_it_is()
    {
        var stored = "0700000000000000" + string.Concat(Enumerable.Repeat("61", 40)) + "00" + "0200" + "000000FF1F" + "010020FF3F";
        var formed = new ClusterFormed(Topologies.Of(2, version: 7));
        Assert.Equal(stored, Convert.ToHexString(_serializer.ToBinary(formed)));
        Assert.Equal("cf1", _serializer.Manifest(formed));
        Assert.Equal(6380, _serializer.Identifier);
        Assert.IsType<TopologySerializer>(Sys.Serialization.FindSerializerFor(formed));
    }

    [Fact]
    public void What_is_cut_short_or_cannot_be_is_refused()
    {
        var bytes = _serializer.ToBinary(new ClusterFormed(Topologies.Of(2)));
        for (var length = 0; length < bytes.Length; length++)
            Assert.Throws<SerializationException>(() => _serializer.FromBinary(bytes[..length], "cf1"));
        bytes[^1]--;
        Assert.Throws<SerializationException>(() => _serializer.FromBinary(bytes, "cf1"));
        Assert.Throws<SerializationException>(() => _serializer.FromBinary([], "cf2"));
        Assert.Throws<SerializationException>(() => _serializer.Manifest("x"));
    }

    [Fact]
    public void The_file_of_a_formed_cluster_stays_as_it_is()
    {
        var text = $"{{\"version\":2,\"shards\":2,\"topology\":7,\"cluster\":\"{Topologies.IdA}\",\"replicas\":0,"
            + "\"slots\":[[0,0,8191],[1,8192,16383]]}\n";
        var file = _dir.File("topology.json", text);
        var read = TopologyFile.Read(file);
        Assert.Equal(new TopologyFile(2, Topologies.Of(2, version: 7)), read);
        TopologyFile.Write(file, read!.Topology!);
        Assert.Equal(text, File.ReadAllText(file));
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _dir.Dispose();
    }
}
