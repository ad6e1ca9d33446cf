using Akka.Actor;
using Akka.Configuration;
using Akka.Persistence;
using Akka.TestKit;
using Akka.TestKit.Xunit2;
using AkkaRedis.Node.Cluster.Topology;
using AkkaRedis.Node.Hosting.Settings;
using AkkaRedis.Node.Persistence;
using AkkaRedis.Tests.Hosting;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Cluster.Topology;

/// <summary>The actor of the topology over segment files: what it stores, and what it finds when it starts anew.</summary>
public sealed class TopologyActorTests : TestKit
{
    private readonly TemporaryDirectory _dir;
    private readonly TestProbe _node;

    public TopologyActorTests()
        : this(new TemporaryDirectory())
    {
    }

    private TopologyActorTests(TemporaryDirectory dir)
        : base(ConfigOf(dir))
    {
        _dir = dir;
        _node = CreateTestProbe();
    }

    [Fact]
    public void The_first_node_forms_the_cluster_and_the_next_one_joins_it()
    {
        var topology = Start();
        Join(topology, new NodeClaim(null, 3, 0, Topologies.IdA));
        Join(topology, new NodeClaim(null, 3, 0, Topologies.IdB));
        Assert.Equal(Topologies.Of(3), _node.ExpectMsg<TopologyGiven>().Topology);
        Assert.Equal(Topologies.Of(3), _node.ExpectMsg<TopologyGiven>().Topology);
        Join(topology, new NodeClaim(null, 4, 0, Topologies.IdB));
        Assert.Contains("start with --shards 3", _node.ExpectMsg<TopologyRefused>().Reason);
    }

    [Fact]
    public void Started_anew_it_is_the_same_cluster()
    {
        var first = Start();
        Join(first, new NodeClaim(null, 3, 0, Topologies.IdA));
        _node.ExpectMsg<TopologyGiven>();
        Stop(first);
        Join(Start(), new NodeClaim(null, 3, 0, Topologies.IdB));
        Assert.Equal(Topologies.Of(3), _node.ExpectMsg<TopologyGiven>().Topology);
    }

    [Fact]
    public void A_newer_copy_is_stored()
    {
        var first = Start();
        Join(first, new NodeClaim(null, 3, 0, Topologies.IdA));
        _node.ExpectMsg<TopologyGiven>();
        Join(first, new NodeClaim(Topologies.Of(3, version: 4), 3, 0, Topologies.IdB));
        Assert.Equal(4, _node.ExpectMsg<TopologyGiven>().Topology.Version);
        Stop(first);
        Join(Start(), new NodeClaim(Topologies.Of(3, version: 2), 3, 0, Topologies.IdB));
        Assert.Equal(4, _node.ExpectMsg<TopologyGiven>().Topology.Version);
    }

    [Fact]
    public void A_journal_without_memory_gets_it_from_the_copy()
    {
        Join(Start(TopologyStart.InMemoryJournal), new NodeClaim(Topologies.Of(3, version: 4), 3, 0, Topologies.IdB));
        Assert.Equal(Topologies.Of(3, version: 4), _node.ExpectMsg<TopologyGiven>().Topology);
    }

    [Fact]
    public void A_journal_that_cannot_be_right_is_refused_with_the_reason()
    {
        var writer = Sys.ActorOf(Props.Create(() => new Writer(SegmentJournal.PluginId)));
        writer.Tell(new ClusterFormed(Topologies.Of(3)), _node.Ref);
        writer.Tell(new ClusterFormed(Topologies.Of(3, version: 2, Topologies.IdB)), _node.Ref);
        _node.ExpectMsg("stored");
        _node.ExpectMsg("stored");
        Stop(writer);
        var topology = Start();
        Join(topology, new NodeClaim(null, 3, 0, Topologies.IdA));
        Assert.Equal($"topology: cluster {Topologies.IdB} after cluster {Topologies.IdA}", _node.ExpectMsg<TopologyRefused>().Reason);
        Join(topology, new NodeClaim(null, 3, 0, Topologies.IdA));
        _node.ExpectMsg<TopologyRefused>();
    }

    [Fact]
    public void A_journal_that_is_not_there_is_told_to_who_waits()
    {
        var topology = Start("akka.persistence.journal.nosuch");
        Join(topology, new NodeClaim(null, 3, 0, Topologies.IdA));
        Assert.StartsWith("topology: ", _node.ExpectMsg<TopologyRefused>().Reason);
    }

    protected override void AfterAll()
    {
        base.AfterAll();
        _dir.Dispose();
    }

    private static Config ConfigOf(TemporaryDirectory dir) => ConfigurationFactory.ParseString(
        $$"""
        akka.loglevel = OFF
        akka.actor.serialization-settings.allow-unregistered-types = off
        akka.persistence.journal.segments.dir = "{{dir.Path.Replace('\\', '/')}}"
        """).WithFallback(ConfigurationFactory.ParseString(TestPatience.Hocon)).WithFallback(HoconDocument.Embedded("journal.conf").Config);

    private IActorRef Start(string journal = SegmentJournal.PluginId) => Sys.ActorOf(TopologyActor.Props(journal));

    private void Join(IActorRef topology, NodeClaim claim) => topology.Tell(new JoinTopology(claim), _node.Ref);

    private void Stop(IActorRef actor)
    {
        _node.Watch(actor);
        Sys.Stop(actor);
        _node.ExpectTerminated(actor);
    }

    /// <summary>Stores what it is given as events of the topology, whatever it is.</summary>
    private sealed class Writer : UntypedPersistentActor
    {
        public Writer(string journal)
        {
            JournalPluginId = journal;
            SnapshotPluginId = "akka.persistence.no-snapshot-store";
        }

        public override string PersistenceId => "topology";

        protected override void OnRecover(object message)
        {
        }

        protected override void OnCommand(object message) => Persist(message, _ => Sender.Tell("stored"));
    }
}
