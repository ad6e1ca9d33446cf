using AkkaRedis.Node.Commands;
using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Tests.NodeCommands;

/// <summary>Commands about what there is not: replicas, a cluster, modules, data on disk.</summary>
public class RefusedCommandTests
{
    private const string NoCluster = "-ERR This instance has cluster support disabled\r\n";
    private const string Modules =
        "-ERR MODULE command not allowed. If the enable-module-command option is set to \"local\", you can run it from a local " +
        "connection, otherwise you need to set this option in the configuration file, and then restart the server.\r\n";

    private const string Syntax = "-ERR syntax error\r\n";

    private readonly NodeRig _rig = new();

    [Theory]
    [InlineData("ASKING", NoCluster)]
    [InlineData("READONLY", NoCluster)]
    [InlineData("READWRITE", NoCluster)]
    [InlineData("CLUSTER INFO", NoCluster)]
    [InlineData("CLUSTER KEYSLOT a", NoCluster)]
    [InlineData("CLUSTER NOSUCH", "-ERR unknown subcommand 'NOSUCH'. Try CLUSTER HELP.\r\n")]
    [InlineData("FAILOVER", "-ERR FAILOVER requires connected replicas.\r\n")]
    [InlineData("FAILOVER TO h 1 TIMEOUT 5 FORCE", "-ERR FAILOVER requires connected replicas.\r\n")]
    [InlineData("FAILOVER x", Syntax)]
    [InlineData("FAILOVER TIMEOUT x", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("FAILOVER ABORT", "-ERR No failover in progress.\r\n")]
    [InlineData("REPLICAOF no one", "+OK\r\n")]
    [InlineData("SLAVEOF NO ONE", "+OK\r\n")]
    [InlineData("REPLICAOF localhost 6379", "-ERR REPLICAOF is not supported yet: this server cannot be a replica\r\n")]
    [InlineData("PSYNC ? -1", "-ERR PSYNC is not supported yet: this server has no replicas and is none\r\n")]
    [InlineData("MIGRATE h 1 k 0 10", "-ERR MIGRATE is not supported yet: this server has no replicas and is none\r\n")]
    [InlineData("WAIT 0 0", ":0\r\n")]
    [InlineData("WAIT 3 1000", ":0\r\n")]
    [InlineData("WAIT x 0", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("WAIT 1 x", "-ERR timeout is not an integer or out of range\r\n")]
    [InlineData("WAIT 1 -1", "-ERR timeout is negative\r\n")]
    [InlineData("MODULE LIST", "*0\r\n")]
    [InlineData("MODULE LOAD x", Modules)]
    [InlineData("SAVE", "-ERR this node holds no data\r\n")]
    [InlineData("BGSAVE", "-ERR this node holds no data\r\n")]
    [InlineData("BGREWRITEAOF", "-ERR BGREWRITEAOF needs a log, and this node was started with appendonly no\r\n")]
    [InlineData("LASTSAVE", ":1700000000\r\n")]
    public void Answers(string request, string reply) => Assert.Equal(reply, _rig.Run(request));

    [Theory]
    [InlineData("SHUTDOWN ABORT", "-ERR No shutdown in progress.\r\n")]
    [InlineData("SHUTDOWN ABORT NOW", Syntax)]
    [InlineData("SHUTDOWN SAVE NOSAVE", Syntax)]
    [InlineData("SHUTDOWN x", Syntax)]
    public void A_shutdown_that_cannot_be_as_asked_is_refused(string request, string reply)
    {
        Assert.Equal(reply, _rig.Run(request));
        Assert.False(_rig.Node.StopRequest.WhenAsked.IsCompleted);
    }

    [Theory]
    [InlineData("SHUTDOWN")]
    [InlineData("SHUTDOWN NOSAVE")]
    [InlineData("shutdown nosave now force")]
    [InlineData("SHUTDOWN SAVE FORCE")]
    public void A_shutdown_has_no_reply(string request)
    {
        Assert.Equal("", _rig.Run(request));
        Assert.True(_rig.Node.StopRequest.WhenAsked.IsCompleted);
    }

    [Theory]
    [InlineData("LOLWUT", true)]
    [InlineData("LOLWUT VERSION 6 40 20", true)]
    [InlineData("LOLWUT 10", true)]
    [InlineData("LOLWUT VERSION x", false)]
    public void Lolwut_draws_and_tells_the_version(string request, bool isFine)
    {
        var reply = _rig.Run(request);
        if (isFine)
            Assert.EndsWith("\nRedis ver. 5.0.14\n", (string)RespValue.Parse(reply)!);
        else
            Assert.Equal("-ERR value is not an integer or out of range\r\n", reply);
    }

    [Fact]
    public void Help_lists_every_subcommand()
    {
        foreach (var row in RigClient.Table.Rows)
        {
            var hasHelp = row.Subcommands.Any(s => s is NodeCommand && s.Name.EndsWith("|help", StringComparison.Ordinal));
            if (!hasHelp || row.Name == "cluster")
                continue;
            var help = _rig.Run($"{row.Name} HELP");
            Assert.All(row.Subcommands, s => Assert.Contains($"+{s.Name[(row.Name.Length + 1)..].ToUpperInvariant()}\r\n", help));
        }
    }

    [Fact]
    public void Cluster_help_is_refused_without_a_cluster() =>
        Assert.Equal("-ERR This instance has cluster support disabled\r\n", _rig.Run("CLUSTER HELP"));

    [Fact]
    public void Debug_is_off_by_default() => Assert.Equal("no", new NodeOptions().EnableDebugCommand);
}
