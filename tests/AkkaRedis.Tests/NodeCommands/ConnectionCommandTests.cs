using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Tests.NodeCommands;

public class ConnectionCommandTests
{
    private const string NoAuthHello = "-NOAUTH HELLO must be called with the client already authenticated, otherwise the " +
        "HELLO AUTH <user> <pass> option can be used to authenticate the client and select the RESP protocol version at the same time\r\n";

    private const string WrongPass = "-WRONGPASS invalid username-password pair or user is disabled.\r\n";

    private readonly NodeRig _rig = new();

    [Theory]
    [InlineData("PING", "+PONG\r\n")]
    [InlineData("ping hello", "$5\r\nhello\r\n")]
    [InlineData("PING a b", "-ERR wrong number of arguments for 'ping' command\r\n")]
    [InlineData("ECHO hello", "$5\r\nhello\r\n")]
    [InlineData("ECHO", "-ERR wrong number of arguments for 'echo' command\r\n")]
    [InlineData("SELECT 15", "+OK\r\n")]
    [InlineData("SELECT 16", "-ERR DB index is out of range\r\n")]
    [InlineData("SELECT -1", "-ERR DB index is out of range\r\n")]
    [InlineData("SELECT 1.5", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("SELECT 3000000000", "-ERR value is out of range, value must between -2147483648 and 2147483647\r\n")]
    [InlineData("AUTH a b c", "-ERR syntax error\r\n")]
    [InlineData("AUTH default anything", "+OK\r\n")]
    [InlineData("AUTH nobody x", WrongPass)]
    [InlineData("AUTH x", "-ERR AUTH <password> called without any password configured for the default user. " +
        "Are you sure your configuration is correct?\r\n")]
    [InlineData("HELLO 4", "-NOPROTO unsupported protocol version\r\n")]
    [InlineData("HELLO 4 AUTH x", "-NOPROTO unsupported protocol version\r\n")]
    [InlineData("HELLO abc", "-ERR Protocol version is not an integer or out of range\r\n")]
    [InlineData("HELLO SETNAME a", "-ERR Protocol version is not an integer or out of range\r\n")]
    [InlineData("HELLO 3 foo", "-ERR Syntax error in HELLO option 'foo'\r\n")]
    [InlineData("HELLO 3 AUTH default", "-ERR Syntax error in HELLO option 'AUTH'\r\n")]
    [InlineData("HELLO 3 SETNAME", "-ERR Syntax error in HELLO option 'SETNAME'\r\n")]
    [InlineData("HELLO 3 SETNAME \"a b\"", "-ERR Client names cannot contain spaces, newlines or special characters.\r\n")]
    public void Answers_as_redis_server(string line, string reply) => Assert.Equal(reply, _rig.Run(line));

    [Fact]
    public void Hello_tells_server_and_connection_in_both_protocols()
    {
        const string Body = "$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$6\r\n5.0.14\r\n$5\r\nproto\r\n:{0}\r\n$2\r\nid\r\n:1\r\n" +
            "$4\r\nmode\r\n$10\r\nstandalone\r\n$4\r\nrole\r\n$6\r\nmaster\r\n$7\r\nmodules\r\n*0\r\n";

        Assert.Equal("*14\r\n" + string.Format(Body, 2), _rig.Run("HELLO"));
        Assert.Equal("%7\r\n" + string.Format(Body, 3), _rig.Run("HELLO 3"));
        Assert.Equal("%7\r\n" + string.Format(Body, 3), _rig.Run("HELLO"));
        Assert.Equal("*14\r\n" + string.Format(Body, 2), _rig.Run("HELLO 2"));
    }

    [Fact]
    public void A_refused_hello_leaves_the_protocol_as_it_was()
    {
        _rig.Run("HELLO 3 SETNAME a foo");

        Assert.Equal(2, _rig.Session.Protocol);
        Assert.Equal("a", _rig.Session.Name);
    }

    [Fact]
    public void With_a_password_hello_needs_authentication()
    {
        _rig.Node.ClientSettings.RequirePass = "secret";

        Assert.Equal(NoAuthHello, _rig.Run("HELLO 3"));
        Assert.Equal(WrongPass, _rig.Run("HELLO 3 AUTH default wrong"));
        Assert.Equal(2, _rig.Session.Protocol);
        Assert.StartsWith("%7\r\n", _rig.Run("HELLO 3 AUTH default secret SETNAME me"));
        Assert.True(_rig.Session.IsAuthenticated);
        Assert.Equal("me", _rig.Session.Name);
    }

    [Theory]
    [InlineData("AUTH secret", "+OK\r\n")]
    [InlineData("AUTH default secret", "+OK\r\n")]
    [InlineData("AUTH secre", WrongPass)]
    [InlineData("AUTH \"\"", WrongPass)]
    [InlineData("AUTH nobody secret", WrongPass)]
    public void A_password_must_be_right(string line, string reply)
    {
        _rig.Node.ClientSettings.RequirePass = "secret";

        Assert.Equal(reply, _rig.Run(line));
        Assert.Equal(reply[0] == '+', _rig.Session.IsAuthenticated);
    }

    [Fact]
    public void Passwords_of_invalid_utf8_are_not_taken_for_one_another()
    {
        _rig.Node.ClientSettings.RequirePass = "\uFFFD";

        Assert.Equal(WrongPass, _rig.Run("AUTH \"\\xff\""));
        Assert.Equal("+OK\r\n", _rig.Run("AUTH \"\\xef\\xbf\\xbd\""));
    }

    [Fact]
    public void Quit_closes_after_its_reply()
    {
        Assert.Equal("+OK\r\n", _rig.Run("QUIT now please"));
        Assert.True(_rig.Client.IsClosing);
    }

    [Fact]
    public void Select_is_bounded_by_the_configured_databases()
    {
        var rig = new NodeRig(new NodeOptions { Databases = 4 });

        Assert.Equal("+OK\r\n", rig.Run("SELECT 3"));
        Assert.Equal(3, rig.Session.Db);
        Assert.Equal("-ERR DB index is out of range\r\n", rig.Run("SELECT 4"));
        Assert.Equal(3, rig.Session.Db);
    }

    [Fact]
    public void Reset_brings_the_connection_back_to_its_beginning()
    {
        _rig.Run("SELECT 3");
        _rig.Run("CLIENT SETNAME me");
        _rig.Run("HELLO 3");
        _rig.Run("CLIENT REPLY OFF");
        _rig.Node.ClientSettings.RequirePass = "secret";
        _rig.Run("AUTH secret");

        Assert.Equal("+RESET\r\n", _rig.Run("RESET"));

        Assert.Equal(0, _rig.Session.Db);
        Assert.Equal("", _rig.Session.Name);
        Assert.Equal(2, _rig.Session.Protocol);
        Assert.Equal(ReplyMode.On, _rig.Session.ReplyMode);
        Assert.False(_rig.Session.IsAuthenticated);
    }

    [Fact]
    public void Time_is_seconds_and_microseconds()
    {
        _rig.Time.NowMs = 1_700_000_000_042;

        Assert.Equal("*2\r\n$10\r\n1700000000\r\n$5\r\n42000\r\n", _rig.Run("TIME"));
    }

    [Fact]
    public void Role_is_master_at_the_offset_of_all_logs() => Assert.Equal("*3\r\n$6\r\nmaster\r\n:0\r\n*0\r\n", _rig.Run("ROLE"));
}
