using AkkaRedis.Node.Cluster.Topology;

namespace AkkaRedis.Tests.Cluster.Topology;

/// <summary>What is decided about a node that starts, by what journal and directory say.</summary>
public class TopologyRulesTests
{
    [Fact]
    public void With_nothing_known_the_cluster_is_formed_as_the_node_wants_it()
    {
        var formed = Decide(ClusterTopology.None, copy: null, shards: 3).Event!.Topology;
        Assert.Equal((1, Topologies.IdB, 3, 2), (formed.Version, formed.ClusterId, formed.Shards, formed.Replicas));
        Assert.Equal([new SlotRange(0, 0, 5460), new SlotRange(1, 5461, 10921), new SlotRange(2, 10922, 16383)], formed.Slots.ToArray());
    }

    [Fact]
    public void An_empty_journal_takes_the_copy() =>
        Assert.Equal(Topologies.Of(3, version: 7), Decide(ClusterTopology.None, Topologies.Of(3, version: 7), 3).Event!.Topology);

    [Theory]
    [InlineData(7, 7)]
    [InlineData(7, 6)]
    [InlineData(1, 0)]
    public void A_copy_that_is_not_newer_changes_nothing(long journal, long copy) =>
        Assert.Equal(default, Decide(Topologies.Of(3, journal), copy == 0 ? null : Topologies.Of(3, copy), 3));

    [Fact]
    public void A_newer_copy_is_taken() =>
        Assert.Equal(8, Decide(Topologies.Of(3, version: 7), Topologies.Of(3, version: 8), 3).Event!.Topology.Version);

    [Fact]
    public void The_node_of_another_cluster_is_refused() => Assert.Equal(
        $"topology: the directory of this node is of cluster {Topologies.IdB}, the journal of {Topologies.IdA}",
        Decide(Topologies.Of(3), Topologies.Of(3, version: 9, Topologies.IdB), 3).Refusal);

    [Theory]
    [InlineData(3, null, 1, "topology: the cluster has 3 shards, this node was started with 1; start with --shards 3")]
    [InlineData(3, 3, 1, "topology: the cluster has 3 shards, this node was started with 1; start with --shards 3")]
    [InlineData(0, 3, 1, "topology: the cluster has 3 shards, this node was started with 1; start with --shards 3")]
    [InlineData(3, 1, 1, "topology: the journal has 3 shards, the directory of this node 1")]
    public void Another_number_of_shards_is_refused(int journal, int? copy, int shards, string refusal)
    {
        var known = journal == 0 ? ClusterTopology.None : Topologies.Of(journal);
        Assert.Equal(refusal, Decide(known, copy is { } n ? Topologies.Of(n, version: 2) : null, shards).Refusal);
    }

    [Fact]
    public void Slots_that_this_program_would_look_for_elsewhere_are_refused()
    {
        var other = new ClusterTopology(1, Topologies.IdA, 0, [new SlotRange(0, 0, 100), new SlotRange(1, 101, 16383)]);
        Assert.Contains("slots are dealt out", Decide(other, copy: null, 2).Refusal);
    }

    [Theory]
    [InlineData(0, 1, null, null)]
    [InlineData(1, 2, null, null)]
    [InlineData(1, 9, null, null)]
    [InlineData(2, 2, null, "version 2 after 2")]
    [InlineData(2, 1, null, "version 1 after 2")]
    [InlineData(0, 0, null, "version 0")]
    [InlineData(1, 2, "b", "cluster bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb after cluster aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void Events_are_of_one_cluster_and_of_rising_versions(long known, long version, string? cluster, string? expected)
    {
        var before = known == 0 ? ClusterTopology.None : Topologies.Of(2, known);
        var formed = Topologies.Of(2, version, cluster is null ? Topologies.IdA : Topologies.IdB);
        var after = TopologyRules.After(before, new ClusterFormed(formed), out var fault);
        Assert.Equal((expected is null ? formed : null, expected), (after, fault));
    }

    [Theory]
    [InlineData("0 0 16383", null)]
    [InlineData("0 0 99, 1 100 200, 0 201 16383", null)]
    [InlineData("", "slots from 0 on have no shard")]
    [InlineData("0 0 16382", "slots from 16383 on have no shard")]
    [InlineData("0 1 16383", "slots 1-16383 of shard 0 do not follow slot -1")]
    [InlineData("0 0 16384", "slots 0-16384 of shard 0 do not follow slot -1")]
    [InlineData("0 0 99, 1 99 16383", "slots 99-16383 of shard 1 do not follow slot 99")]
    [InlineData("0 0 99, 1 101 16383", "slots 101-16383 of shard 1 do not follow slot 99")]
    [InlineData("0 0 99, 2 100 16383", "a shard has no slots")]
    [InlineData("128 0 16383", "shard 128")]
    public void Slots_are_covered_once_and_by_every_shard(string slots, string? fault)
    {
        var ranges = slots.Split(", ", StringSplitOptions.RemoveEmptyEntries).Select(range => range.Split(' ').Select(int.Parse).ToArray());
        var topology = new ClusterTopology(1, Topologies.IdA, 0, [.. ranges.Select(n => new SlotRange(n[0], n[1], n[2]))]);
        Assert.Equal(fault, ClusterTopology.FaultOf(topology));
    }

    [Theory]
    [InlineData("", 0, "the id of the cluster is not 40 hex digits")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaX", 0, "the id of the cluster is not 40 hex digits")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 6, "6 replicas")]
    public void Ids_and_replicas_are_looked_at_too(string id, int replicas, string fault) =>
        Assert.Equal(fault, ClusterTopology.FaultOf(Topologies.Of(2) with { ClusterId = id, Replicas = replicas }));

    private static TopologyDecision Decide(ClusterTopology known, ClusterTopology? copy, int shards) =>
        TopologyRules.Decide(known, new NodeClaim(copy, shards, 2, Topologies.IdB));
}
