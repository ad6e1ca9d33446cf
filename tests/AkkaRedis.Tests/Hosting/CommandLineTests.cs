using AkkaRedis.Node.Hosting;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Tests.Hosting;

public class CommandLineTests
{
    private static NodeConfiguration Parse(params string[] args) => new CommandLine().Parse(args, TextWriter.Null)!;

    [Fact]
    public void Nothing_given_is_the_defaults()
    {
        var node = Parse().Node;
        Assert.Equal((6379, 25520, "./data", 1, false), (node.Port, node.NodePort, node.Dir, node.Shards, node.ShardsGiven));
    }

    [Fact]
    public void Every_option_of_the_design_reaches_the_node()
    {
        var c = Parse(
            "--port", "1", "--cluster-port", "2", "--node-port", "3", "--peer-port", "4", "--admin-port", "0", "--bind", "localhost,::1",
            "--seeds", "a:25520,b.example:1", "--roles", "witness", "--shards", "128", "--replicas", "5", "--dir", "/d",
            "--appendonly", "no", "--appendfsync", "always", "--min-acks", "majority", "--profile", "wan", "--import", "dump.rdb",
            "--requirepass", "@se=cret", "--maxmemory", "2gb", "--maxmemory-policy", "allkeys-lfu", "--databases", "1",
            "--log-level", "debug");
        var expected = new NodeOptions
        {
            Port = 1, ClusterPort = 2, NodePort = 3, PeerPort = 4, AdminPort = 0, Bind = c.Node.Bind, Seeds = c.Node.Seeds,
            Roles = c.Node.Roles, Shards = 128, ShardsGiven = true, Replicas = 5, Dir = "/d", AppendOnly = false, AppendFsync = "always",
            MinAcks = "majority", Profile = "wan", Import = "dump.rdb", RequirePass = "@se=cret", Databases = 1, LogLevel = "debug",
        };
        Assert.Equal(expected, c.Node);
        Assert.Equal(["127.0.0.1", "::1"], c.Node.Bind);
        Assert.Equal(["a:25520", "b.example:1"], c.Node.Seeds);
        Assert.Equal(["witness"], c.Node.Roles);
        Assert.Equal("@se=cret", c.Clients.RequirePass);
        Assert.Equal(new MemoryLimit { MaxBytes = 2L << 30, Policy = EvictionPolicy.AllKeysLfu }, c.Shards.Memory);
    }

    [Theory]
    [InlineData("--foo", "--foo")]
    [InlineData("extra", "extra")]
    [InlineData("@file", "@file")]
    [InlineData("--port", "--port")]
    [InlineData("--port abc", "--port: 'abc' is not a number from 0 to 65535")]
    [InlineData("--port -1", "--port: '-1' is not a number from 0 to 65535")]
    [InlineData("--port 65536", "--port: '65536' is not a number from 0 to 65535")]
    [InlineData("--port 6379.0", "--port: '6379.0' is not a number from 0 to 65535")]
    [InlineData("--port 1 --port 2", "--port")]
    [InlineData("--cluster-port x", "--cluster-port: 'x' is not a number from 0 to 65535")]
    [InlineData("--node-port 99999", "--node-port: '99999' is not a number from 0 to 65535")]
    [InlineData("--peer-port x", "--peer-port: 'x' is not a number from 0 to 65535")]
    [InlineData("--admin-port x", "--admin-port: 'x' is not a number from 0 to 65535")]
    [InlineData("--bind nowhere.example", "--bind: 'nowhere.example' is not a list of IP addresses, localhost or *, separated by commas")]
    [InlineData("--bind ,", "--bind: ',' is not a list of IP addresses, localhost or *, separated by commas")]
    [InlineData("--seeds host", "--seeds: 'host' is not a list of host:port, separated by commas")]
    [InlineData("--seeds host:0", "--seeds: 'host:0' is not a list of host:port, separated by commas")]
    [InlineData("--roles king", "--roles: 'king' is not a list of data, witness")]
    [InlineData("--shards 0", "--shards: '0' is not a number from 1 to 128")]
    [InlineData("--shards 129", "--shards: '129' is not a number from 1 to 128")]
    [InlineData("--replicas 6", "--replicas: '6' is not a number from 0 to 5")]
    [InlineData("--appendonly maybe", "--appendonly: 'maybe' is not yes or no")]
    [InlineData("--appendfsync sometimes", "--appendfsync: 'sometimes' is not one of everysec, always, no")]
    [InlineData("--min-acks 2", "--min-acks: '2' is not one of 0, 1, majority")]
    [InlineData("--profile lame", "--profile: 'lame' is not one of lan, fast, wan")]
    [InlineData("--maxmemory 2xb", "--maxmemory: '2xb' is not a number of bytes such as 100, 64kb, 2gb")]
    [InlineData("--maxmemory 9999999999gb", "--maxmemory: '9999999999gb' is not a number of bytes such as 100, 64kb, 2gb")]
    [InlineData("--maxmemory-policy lru", "--maxmemory-policy: 'lru' is not one of volatile-lru, volatile-lfu")]
    [InlineData("--databases 0", "--databases: '0' is not a number from 1 to 1000000")]
    [InlineData("--log-level loud", "--log-level: 'loud' is not one of debug, info, warning, error, none")]
    [InlineData("--config /nowhere/x.conf", "/nowhere/x.conf: cannot read the configuration file")]
    public void What_cannot_be_is_refused_by_name(string args, string message)
    {
        var e = Assert.Throws<StartupException>(() => Parse(args.Split(' ')));
        Assert.Contains(message, e.Message);
        Assert.DoesNotContain("\n", e.Message);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("100", 100)]
    [InlineData("100b", 100)]
    [InlineData("3k", 3_000)]
    [InlineData("3kb", 3 << 10)]
    [InlineData("3M", 3_000_000)]
    [InlineData("3Mb", 3 << 20)]
    [InlineData("2g", 2_000_000_000)]
    [InlineData("2GB", 2L << 30)]
    public void Sizes_have_the_units_of_redis_conf(string text, long bytes) =>
        Assert.Equal(bytes, Parse("--maxmemory", text).Shards.Memory.MaxBytes);

    [Fact]
    public void Help_lists_every_option_with_its_default_and_starts_nothing()
    {
        var output = new StringWriter();
        Assert.Null(new CommandLine().Parse(["--help"], output));
        Assert.Contains("port of the proxy face [6379]", output.ToString());
        Assert.Contains("--config", output.ToString());
    }

    [Fact]
    public void The_command_line_wins_over_the_file_which_wins_over_the_defaults()
    {
        using var dir = new TemporaryDirectory();
        var file = dir.File("node.conf", "akkaredis { port = 1, databases = 3\n shards = 7 }");
        var node = Parse("--config", file, "--port", "2").Node;
        Assert.Equal((2, 3, 7, true, 25520), (node.Port, node.Databases, node.Shards, node.ShardsGiven, node.NodePort));
    }
}
