using AkkaRedis.Node.Clients;

namespace AkkaRedis.Tests.Routing;

/// <summary>CLIENT PAUSE: which commands wait, and how they go on.</summary>
public sealed class PauseTests : IDisposable
{
    private readonly RigNode _node = new(2, new Random(1));
    private readonly RigConnection _admin;
    private readonly RigConnection _client;

    public PauseTests()
    {
        _admin = _node.Connect();
        _client = _node.Connect();
    }

    public void Dispose()
    {
        _admin.Dispose();
        _client.Dispose();
        _node.Dispose();
    }

    [Theory]
    [InlineData("SET a 1", "+OK\r\n")]
    [InlineData("PFCOUNT a", ":0\r\n")]
    [InlineData("PUBLISH c x", ":0\r\n")]
    [InlineData("DEL a b c", ":0\r\n")]
    [InlineData("BLPOP a 0", "")]
    [InlineData("FLUSHALL", "+OK\r\n")]
    public void Writes_wait(string command, string reply)
    {
        _admin.Ask("CLIENT PAUSE 100 WRITE\r\n");
        Assert.Equal("", _client.Ask(command + "\r\n"));
        Assert.True(_client.Session.IsPaused);
        Assert.Contains(" flags=b ", _admin.Ask("CLIENT LIST ID 2\r\n"));
        Assert.Contains("blocked_clients:1\r\n", _admin.Ask("INFO clients\r\n"));

        Assert.Equal("+OK\r\n", _admin.Ask("CLIENT UNPAUSE\r\n"));

        Assert.Equal(reply, _client.Ask(""));
        Assert.False(_client.Session.IsPaused);
    }

    [Theory]
    [InlineData("GET a", "$-1\r\n")]
    [InlineData("PING", "+PONG\r\n")]
    [InlineData("SET a", "-ERR wrong number of arguments for 'set' command\r\n")]
    [InlineData("MULTI\r\nGET a\r\nEXEC", "+OK\r\n+QUEUED\r\n*1\r\n$-1\r\n")]
    [InlineData("SUBSCRIBE c", "*3\r\n$9\r\nsubscribe\r\n$1\r\nc\r\n:1\r\n")]
    public void Others_do_not(string command, string reply)
    {
        _admin.Ask("CLIENT PAUSE 100 WRITE\r\n");
        Assert.Equal(reply, _client.Ask(command + "\r\n"));
    }

    [Fact]
    public void A_transaction_that_writes_waits_at_its_end()
    {
        _client.Ask("MULTI\r\nSET a 1\r\n");
        _admin.Ask("CLIENT PAUSE 100 WRITE\r\n");
        Assert.Equal("", _client.Ask("EXEC\r\nPING\r\n"));
        Assert.Equal("$-1\r\n", _admin.Ask("GET a\r\n"));
        _admin.Ask("CLIENT UNPAUSE\r\n");
        Assert.Equal("*1\r\n+OK\r\n+PONG\r\n", _client.Ask(""));
    }

    [Fact]
    public void A_pause_within_a_transaction_begins_after_it()
    {
        Assert.Equal("+OK\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n*3\r\n+OK\r\n+OK\r\n+OK\r\n",
            _admin.Ask("MULTI\r\nSET a 1\r\nCLIENT PAUSE 100 WRITE\r\nSET a 2\r\nEXEC\r\n"));
        Assert.Equal("", _client.Ask("SET a 3\r\n"));
        Assert.Equal("$1\r\n2\r\n", _admin.Ask("GET a\r\n"));
    }

    [Fact]
    public void A_pause_of_all_holds_everything_until_its_time_is_over()
    {
        Assert.Equal("+OK\r\n", _admin.Ask("CLIENT PAUSE 100\r\nPING\r\n"));
        Assert.Equal("", _client.Ask("GET a\r\n"));
        _node.Time.Pass(99);
        Assert.Equal("", _client.Ask("CLIENT UNPAUSE\r\n"));
        _node.Time.Pass(1);
        Assert.Equal("+PONG\r\n", _admin.Ask(""));
        Assert.Equal("$-1\r\n+OK\r\n", _client.Ask(""));
    }

    [Fact]
    public void A_pause_makes_another_one_neither_shorter_nor_milder()
    {
        _client.Ask("MULTI\r\nCLIENT PAUSE 100 ALL\r\nCLIENT PAUSE 10 WRITE\r\nEXEC\r\n");
        _node.Time.Pass(99);
        Assert.Equal("", _client.Ask("GET a\r\n"));
        _node.Time.Pass(1);
        Assert.Equal("$-1\r\n", _client.Ask(""));
    }

    [Fact]
    public void What_waits_keeps_its_order_and_its_missing_replies()
    {
        _admin.Ask("CLIENT PAUSE 100 WRITE\r\n");
        Assert.Equal("+PONG\r\n", _client.Ask("PING\r\nCLIENT REPLY SKIP\r\nSET a 1\r\nAPPEND a 2\r\nGET a\r\n"));
        Assert.Equal("", _client.Ask("GET a\r\n"));
        _admin.Ask("CLIENT UNPAUSE\r\n");
        Assert.Equal(":2\r\n$2\r\n12\r\n$2\r\n12\r\n", _client.Ask(""));
        Assert.Equal(ReplyMode.On, _client.Session.ReplyMode);
        Assert.Equal(6, _client.Session.CommandsProcessed);
    }

    [Fact]
    public void A_connection_that_ends_meanwhile_has_done_nothing()
    {
        var gone = _node.Connect();
        _admin.Ask("CLIENT PAUSE 100 WRITE\r\n");
        gone.Ask("SET a 1\r\n");
        Assert.True(gone.Core.OnlyWaits);
        gone.Dispose();
        _admin.Ask("CLIENT UNPAUSE\r\n");
        Assert.Equal("$-1\r\n", _admin.Ask("GET a\r\n"));
    }

    [Fact]
    public void Keys_past_their_time_are_not_found_and_stay_until_the_pause_is_over()
    {
        _admin.Ask("SET a 1 PX 10\r\nSET b 1 PX 10\r\nSET c 1 PX 10\r\nCLIENT PAUSE 100 WRITE\r\n");
        _node.Time.Pass(11);
        Assert.Equal("$-1\r\n", _client.Ask("GET a\r\n"));
        _node.Shards.ExpireTurns();
        Assert.Equal(3, _node.Shards.KeysIn(0));
        _admin.Ask("CLIENT UNPAUSE\r\n");
        Assert.Equal("$-1\r\n", _client.Ask("GET a\r\n"));
        Assert.Equal(2, _node.Shards.KeysIn(0));
        _node.Shards.ExpireTurns();
        Assert.Equal(0, _node.Shards.KeysIn(0));
    }
}
