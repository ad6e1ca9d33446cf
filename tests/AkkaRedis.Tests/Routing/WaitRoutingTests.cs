namespace AkkaRedis.Tests.Routing;

/// <summary>A connection with a command that waits for keys: what of it goes on, what waits behind, and how the wait ends.</summary>
public sealed class WaitRoutingTests : IDisposable
{
    private readonly RigNode _node = new(3, new Random(1));
    private readonly RigConnection _waiting;
    private readonly RigConnection _other;

    public WaitRoutingTests()
    {
        _waiting = _node.Connect();
        _other = _node.Connect();
    }

    public void Dispose()
    {
        _waiting.Dispose();
        _other.Dispose();
        _node.Dispose();
    }

    [Fact]
    public void Earlier_replies_are_given_and_later_commands_wait_on_every_shard()
    {
        Assert.Equal("+OK\r\n", _waiting.Ask("SET a 1\r\nBLPOP k 0\r\nSET a 2\r\nSET b 2\r\nSET c 2\r\n"));
        Assert.Equal("", _waiting.Ask("PING\r\n"));
        Assert.Equal("$1\r\n1\r\n$-1\r\n$-1\r\n", _other.Ask("GET a\r\nGET b\r\nGET c\r\n"));
        Assert.NotNull(_waiting.Session.Wait);

        Assert.Equal(":1\r\n", _other.Ask("RPUSH k x\r\n"));

        Assert.Equal("*2\r\n$1\r\nk\r\n$1\r\nx\r\n+OK\r\n+OK\r\n+OK\r\n+PONG\r\n", _waiting.Ask(""));
        Assert.Null(_waiting.Session.Wait);
        Assert.True(_waiting.Core.IsIdle);
    }

    [Fact]
    public void A_command_that_finds_something_does_not_wait() =>
        Assert.Equal(
            ":2\r\n*2\r\n$1\r\nk\r\n$1\r\nx\r\n$1\r\ny\r\n", _waiting.Ask("RPUSH k x y\r\nBLPOP k 0\r\nBRPOPLPUSH k k 0\r\n"));

    [Fact]
    public void In_a_transaction_nothing_waits() =>
        Assert.Equal(
            "+OK\r\n+QUEUED\r\n+QUEUED\r\n*2\r\n*-1\r\n$-1\r\n",
            _waiting.Ask("MULTI\r\nBLPOP k 0\r\nBLMOVE k k LEFT LEFT 0\r\nEXEC\r\n"));

    [Fact]
    public void Keys_of_several_shards_are_refused() =>
        Assert.StartsWith("-CROSSSLOT", _waiting.Ask("BLPOP a b c d 0\r\n"));

    [Theory]
    [InlineData(false, "*-1\r\n")]
    [InlineData(true, "-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n")]
    public void It_is_unblocked_by_another_connection(bool withError, string reply)
    {
        Assert.Equal("", _waiting.Ask("BLPOP k 0\r\n"));
        Assert.True(_waiting.Handle.TryUnblock(withError));
        Assert.False(_waiting.Handle.TryUnblock(withError));
        Assert.Equal(reply, _waiting.Ask(""));
        Assert.False(_waiting.Handle.TryUnblock(withError));
    }

    [Fact]
    public void A_connection_that_ends_is_forgotten_by_the_shard()
    {
        _waiting.Ask("BLPOP k 0\r\nSET behind 1\r\n");
        Assert.True(_waiting.Core.OnlyWaits);
        _waiting.Dispose();
        _node.Shards.RunAll();
        Assert.Equal((0, 0), _node.Shards.Leftovers);
        Assert.Equal(":1\r\n$-1\r\n", _other.Ask("RPUSH k x\r\nGET behind\r\n"));
    }

    [Fact]
    public void A_connection_with_replies_to_take_does_not_only_wait()
    {
        _waiting.Send("SET a 1\r\nBLPOP k 0\r\n");
        while (_waiting.Read() | _node.Shards.Step() | _waiting.TakeReturned())
        {
        }

        Assert.False(_waiting.Core.OnlyWaits);
        Assert.True(_waiting.Write());
        Assert.True(_waiting.Core.OnlyWaits);
    }

    [Fact]
    public void The_wait_ends_with_its_shard()
    {
        _waiting.Ask("BLPOP k 0\r\n");
        for (var shard = 0; shard < 3; shard++)
            _node.Shards.ChangePrimary(shard);
        Assert.StartsWith("-UNBLOCKED force unblock", _waiting.Ask(""));
    }
}
