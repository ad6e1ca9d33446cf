namespace AkkaRedis.Tests.NodeCommands;

/// <summary>PUBSUB and what of subscriptions INFO and CLIENT LIST show; replies of redis-server 7.0.15.</summary>
public class PubSubCommandTests
{
    private readonly NodeRig _rig = new();

    [Theory]
    [InlineData("PUBSUB", "-ERR wrong number of arguments for 'pubsub' command\r\n")]
    [InlineData("PUBSUB FOO", "-ERR unknown subcommand 'FOO'. Try PUBSUB HELP.\r\n")]
    [InlineData("PUBSUB CHANNELS", "*0\r\n")]
    [InlineData("PUBSUB CHANNELS a b", "-ERR unknown subcommand or wrong number of arguments for 'CHANNELS'. Try PUBSUB HELP.\r\n")]
    [InlineData("PUBSUB NUMSUB", "*0\r\n")]
    [InlineData("PUBSUB NUMSUB a", "*2\r\n$1\r\na\r\n:0\r\n")]
    [InlineData("PUBSUB NUMPAT x", "-ERR wrong number of arguments for 'pubsub|numpat' command\r\n")]
    [InlineData("PUBSUB NUMPAT", ":0\r\n")]
    [InlineData("PUBSUB SHARDNUMSUB a", "*2\r\n$1\r\na\r\n:0\r\n")]
    [InlineData("PUBSUB SHARDCHANNELS", "*0\r\n")]
    [InlineData("PUBLISH a", "-ERR wrong number of arguments for 'publish' command\r\n")]
    [InlineData("PUBLISH a x", ":0\r\n")]
    [InlineData("SPUBLISH a x", ":0\r\n")]
    public void Answers_without_subscribers(string line, string reply) => Assert.Equal(reply, _rig.Run(line));

    [Fact]
    public void Subscriptions_are_counted()
    {
        var other = _rig.Connect("10.0.0.1", 1);
        _rig.Run("SUBSCRIBE abc abd", other);
        _rig.Run("PSUBSCRIBE a* b*", other);
        _rig.Run("SSUBSCRIBE shard", other);
        _rig.Run("PSUBSCRIBE a*");

        Assert.Equal("*2\r\n$3\r\nabc\r\n$3\r\nabd\r\n", _rig.Run("PUBSUB CHANNELS"));
        Assert.Equal("*1\r\n$3\r\nabd\r\n", _rig.Run("PUBSUB CHANNELS *d"));
        Assert.Equal("*4\r\n$3\r\nabc\r\n:1\r\n$1\r\nx\r\n:0\r\n", _rig.Run("PUBSUB NUMSUB abc x"));
        Assert.Equal(":2\r\n", _rig.Run("PUBSUB NUMPAT"));
        Assert.Equal("*1\r\n$5\r\nshard\r\n", _rig.Run("PUBSUB SHARDCHANNELS"));
        Assert.Equal("*2\r\n$5\r\nshard\r\n:1\r\n", _rig.Run("PUBSUB SHARDNUMSUB shard"));
        Assert.Equal(":3\r\n", _rig.Run("PUBLISH abc x", _rig.Connect("10.0.0.2", 1)));
        Assert.Contains(" flags=P db=0 sub=2 psub=2 ssub=1 ", _rig.Run($"CLIENT LIST ID {other.Session.Id}"));
        Assert.Contains("pubsub_channels:2\r\npubsub_patterns:2\r\npubsubshard_channels:1\r\n", _rig.Run("INFO stats"));
        Assert.Contains($"id={other.Session.Id} ", _rig.Run("CLIENT LIST TYPE pubsub"));
        Assert.Equal(":1\r\n", _rig.Run("CLIENT KILL TYPE pubsub"));
        Assert.True(other.IsKilled);
    }

    [Fact]
    public void The_limit_of_subscribers_is_that_of_their_class()
    {
        var settings = _rig.Node.ClientSettings;
        Assert.Same(settings.NormalOutputLimit, settings.OutputLimitOf(_rig.Session));
        _rig.Run("SUBSCRIBE a");
        Assert.Same(settings.PubSubOutputLimit, settings.OutputLimitOf(_rig.Session));
        _rig.Run("PUBLISH a hello", _rig.Connect("10.0.0.1", 1));
        Assert.Equal(">3||$7||message||$1||a||$5||hello||".Length, _rig.Session.OutputBytesWithMessages);
    }

    [Fact]
    public void Key_events_are_configured()
    {
        Assert.Equal("+OK\r\n", _rig.Run("CONFIG SET notify-keyspace-events KEx"));
        Assert.EndsWith("$3\r\nxKE\r\n", _rig.Run("CONFIG GET notify-keyspace-events"));
        Assert.Equal(
            "-ERR CONFIG SET failed (possibly related to argument 'notify-keyspace-events') - Invalid event class character. "
            + "Use 'Ag$lshzxeKEtmdn'.\r\n",
            _rig.Run("CONFIG SET notify-keyspace-events qq"));
    }
}
