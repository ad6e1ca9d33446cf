using AkkaRedis.Node.Cluster.Topology;
using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Tests.Hosting;

public sealed class DataDirectoryTests : IDisposable
{
    private const string Formed =
        "{\"version\":2,\"shards\":5,\"topology\":1,\"replicas\":0,\"cluster\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"";

    private readonly TemporaryDirectory _dir = new();

    public void Dispose() => _dir.Dispose();

    [Fact]
    public void A_missing_directory_is_made_and_the_node_keeps_its_id()
    {
        var path = Path.Combine(_dir.Path, "a", "b");
        string id;
        using (var first = DataDirectory.Open(path))
        {
            id = first.NodeId;
            Assert.Equal(1, first.Starts);
        }

        using var second = DataDirectory.Open(path);
        Assert.Matches("^[0-9a-f]{40}$", id);
        Assert.Equal((id, 2), (second.NodeId, second.Starts));
    }

    [Fact]
    public void Two_nodes_cannot_use_one_directory()
    {
        using (DataDirectory.Open(_dir.Path))
            Assert.Contains("in use by another node", Refusal());
        DataDirectory.Open(_dir.Path).Dispose();
    }

    [Fact]
    public void A_directory_that_cannot_be_is_refused_with_path_and_reason()
    {
        var file = _dir.File("file", "");
        var e = Assert.Throws<StartupException>(() => DataDirectory.Open(Path.Combine(file, "below")));
        Assert.Contains($"--dir {file}{Path.DirectorySeparatorChar}below: cannot write", e.Message);
    }

    [Theory]
    [InlineData(Formed + ",\"slots\":[[0,0,1],[1,2,3],[2,4,5],[3,6,7],[4,8,16383]]}")]
    [InlineData("{\"version\":1,\"shards\":5}")]
    public void The_number_of_shards_is_that_of_the_topology_that_was_seen(string file)
    {
        _dir.File("topology.json", file);
        using var data = DataDirectory.Open(_dir.Path);
        Assert.Equal(5, data.ShardsOr(1, given: false));
        Assert.Equal(5, data.ShardsOr(5, given: true));
        var e = Assert.Throws<StartupException>(() => data.ShardsOr(6, given: true));
        Assert.StartsWith("--shards 6: ", e.Message);
        Assert.Contains("with 5 shards", e.Message);
    }

    [Fact]
    public void A_number_of_shards_that_is_only_wanted_is_not_remembered()
    {
        using (var first = DataDirectory.Open(_dir.Path))
            Assert.Equal(5, first.ShardsOr(5, given: true));
        using var second = DataDirectory.Open(_dir.Path);
        Assert.Equal(3, second.ShardsOr(3, given: true));
    }

    [Fact]
    public void The_topology_that_was_seen_last_is_kept()
    {
        var topology = ClusterTopology.Form(new string('a', 40), 5, 1);
        using (var first = DataDirectory.Open(_dir.Path))
        {
            Assert.Null(first.Topology);
            first.KeepTopology(topology);
        }

        using var second = DataDirectory.Open(_dir.Path);
        Assert.Equal(topology, second.Topology);
        second.KeepTopology(topology with { Version = 2 });
        Assert.Equal(2, second.Topology!.Version);
    }

    [Theory]
    [InlineData("topology.json", "{\"version\":3,\"shards\":5}", "version 3 was written by a newer AkkaRedis")]
    [InlineData("topology.json", "{\"version\":2,\"shards\":5}", "damaged: no number topology from 1 to ")]
    [InlineData("topology.json", "{\"version\":2,\"shards\":5,\"topology\":1,\"replicas\":0}", "damaged: no text cluster")]
    [InlineData("topology.json", Formed + ",\"slots\":5}", "damaged: no list slots")]
    [InlineData("topology.json", Formed + ",\"slots\":[]}", "damaged: slots from 0 on have no shard")]
    [InlineData("topology.json", Formed + ",\"slots\":[[0,1]]}", "damaged: a range of slots is not three numbers")]
    [InlineData("topology.json", Formed + ",\"slots\":[[0,0,\"x\"]]}", "damaged: a range of slots is not three numbers")]
    [InlineData("topology.json", Formed + ",\"slots\":[[0,0,16383]]}", "damaged: slots of 1 shards, not 5")]
    [InlineData("topology.json", "{\"version\":1}", "damaged: no number shards from 1 to 128")]
    [InlineData("topology.json", "{\"version\":1,\"shards\":129}", "damaged: no number shards from 1 to 128")]
    [InlineData("topology.json", "{\"version\":1,\"shards\":\"5\"}", "damaged: no number shards from 1 to 128")]
    [InlineData("topology.json", "{\"shards\":5}", "damaged: no number version")]
    [InlineData("topology.json", "[]", "damaged: no number version")]
    [InlineData("topology.json", "", "damaged: ")]
    [InlineData("node.id", "x\n", "not a node id (40 hex digits)")]
    [InlineData("node.starts", "x\n", "not a number of starts")]
    public void Files_that_are_not_ours_are_refused_by_name(string file, string text, string message)
    {
        _dir.File(file, text);
        var refusal = Refusal();
        Assert.StartsWith(Path.Combine(_dir.Path, file), refusal);
        Assert.Contains(message, refusal);
    }

    [Fact]
    public void A_refusal_lets_the_directory_go()
    {
        var file = _dir.File("node.id", "x");
        Refusal();
        File.Delete(file);
        DataDirectory.Open(_dir.Path).Dispose();
    }

    [Fact]
    public void A_write_that_a_crash_cut_off_leaves_the_old_file()
    {
        using (var first = DataDirectory.Open(_dir.Path))
            first.KeepTopology(ClusterTopology.Form(new string('a', 40), 3, 0));
        _dir.File("topology.json.tmp", "{\"vers");
        using var second = DataDirectory.Open(_dir.Path);
        Assert.Equal(3, second.ShardsOr(1, given: false));
    }

    private string Refusal() => Assert.Throws<StartupException>(() =>
    {
        using var data = DataDirectory.Open(_dir.Path);
        data.ShardsOr(5, given: false);
    }).Message;
}
