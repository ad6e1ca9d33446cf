using AkkaRedis.Node.Clients;

namespace AkkaRedis.Tests.NodeCommands;

public class ClientCommandTests
{
    private readonly NodeRig _rig = new();

    [Theory]
    [InlineData("CLIENT", "-ERR wrong number of arguments for 'client' command\r\n")]
    [InlineData("CLIENT foo", "-ERR unknown subcommand 'foo'. Try CLIENT HELP.\r\n")]
    [InlineData("CLIENT ID", ":1\r\n")]
    [InlineData("client id", ":1\r\n")]
    [InlineData("CLIENT ID x", "-ERR wrong number of arguments for 'client|id' command\r\n")]
    [InlineData("CLIENT GETNAME", "$-1\r\n")]
    [InlineData("CLIENT SETNAME", "-ERR wrong number of arguments for 'client|setname' command\r\n")]
    [InlineData("CLIENT SETNAME \"a b\"", "-ERR Client names cannot contain spaces, newlines or special characters.\r\n")]
    [InlineData("CLIENT SETNAME \"\\xc3\\xa9\"", "-ERR Client names cannot contain spaces, newlines or special characters.\r\n")]
    [InlineData("CLIENT SETNAME \"\"", "+OK\r\n")]
    [InlineData("CLIENT NO-EVICT maybe", "-ERR syntax error\r\n")]
    [InlineData("CLIENT NO-EVICT", "-ERR wrong number of arguments for 'client|no-evict' command\r\n")]
    [InlineData("CLIENT REPLY foo", "-ERR syntax error\r\n")]
    [InlineData("CLIENT REPLY ON", "+OK\r\n")]
    [InlineData("CLIENT SETINFO LIB-NAME x", "+OK\r\n")]
    [InlineData("CLIENT SETINFO lib-ver 1.2", "+OK\r\n")]
    [InlineData("CLIENT SETINFO foo x", "-ERR Unrecognized option 'foo'\r\n")]
    [InlineData("CLIENT SETINFO LIB-NAME \"a b\"", "-ERR lib-name cannot contain spaces, newlines or special characters.\r\n")]
    [InlineData("CLIENT LIST foo", "-ERR syntax error\r\n")]
    [InlineData("CLIENT LIST TYPE", "-ERR syntax error\r\n")]
    [InlineData("CLIENT LIST TYPE normal x", "-ERR syntax error\r\n")]
    [InlineData("CLIENT LIST TYPE foo", "-ERR Unknown client type 'foo'\r\n")]
    [InlineData("CLIENT LIST TYPE pubsub", "$0\r\n\r\n")]
    [InlineData("CLIENT LIST ID", "-ERR syntax error\r\n")]
    [InlineData("CLIENT LIST ID 1 abc", "-ERR Invalid client ID\r\n")]
    [InlineData("CLIENT LIST ID 0 99", "$0\r\n\r\n")]
    [InlineData("CLIENT KILL", "-ERR wrong number of arguments for 'client|kill' command\r\n")]
    [InlineData("CLIENT KILL 1.2.3.4:44", "-ERR No such client\r\n")]
    [InlineData("CLIENT KILL ID 999", ":0\r\n")]
    [InlineData("CLIENT KILL ID abc", "-ERR client-id should be greater than 0\r\n")]
    [InlineData("CLIENT KILL ID 0", "-ERR client-id should be greater than 0\r\n")]
    [InlineData("CLIENT KILL ID 44 foo", "-ERR syntax error\r\n")]
    [InlineData("CLIENT KILL ID 44 foo bar", "-ERR syntax error\r\n")]
    [InlineData("CLIENT KILL TYPE foo", "-ERR Unknown client type 'foo'\r\n")]
    [InlineData("CLIENT UNBLOCK", "-ERR wrong number of arguments for 'client|unblock' command\r\n")]
    [InlineData("CLIENT UNBLOCK 1 2 3", "-ERR unknown subcommand or wrong number of arguments for 'UNBLOCK'. Try CLIENT HELP.\r\n")]
    [InlineData("CLIENT UNBLOCK x", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("CLIENT UNBLOCK x FOO", "-ERR CLIENT UNBLOCK reason should be TIMEOUT or ERROR\r\n")]
    [InlineData("CLIENT UNBLOCK 99999", ":0\r\n")]
    [InlineData("CLIENT UNBLOCK 1 error", ":0\r\n")]
    [InlineData("CLIENT GETREDIR", ":-1\r\n")]
    [InlineData("CLIENT TRACKINGINFO",
        "*6\r\n$5\r\nflags\r\n*1\r\n$3\r\noff\r\n$8\r\nredirect\r\n:-1\r\n$8\r\nprefixes\r\n*0\r\n")]
    [InlineData("CLIENT KILL SKIPME foo", "-ERR syntax error\r\n")]
    [InlineData("CLIENT TRACKING", "-ERR wrong number of arguments for 'client|tracking' command\r\n")]
    [InlineData("CLIENT TRACKING maybe", "-ERR syntax error\r\n")]
    [InlineData("CLIENT TRACKING ON foo", "-ERR syntax error\r\n")]
    [InlineData("CLIENT TRACKING ON REDIRECT", "-ERR syntax error\r\n")]
    [InlineData("CLIENT TRACKING ON REDIRECT x", "-ERR value is not an integer or out of range\r\n")]
    [InlineData("CLIENT TRACKING ON REDIRECT 99", "-ERR The client ID you want redirect to does not exist\r\n")]
    [InlineData("CLIENT TRACKING ON REDIRECT 1 REDIRECT 1", "-ERR A client can only redirect to a single other client\r\n")]
    [InlineData("CLIENT TRACKING ON PREFIX a", "-ERR PREFIX option requires BCAST mode to be enabled\r\n")]
    [InlineData("CLIENT TRACKING ON BCAST OPTIN", "-ERR OPTIN and OPTOUT are not compatible with BCAST\r\n")]
    [InlineData("CLIENT TRACKING ON OPTIN OPTOUT", "-ERR You can't specify both OPTIN mode and OPTOUT mode\r\n")]
    [InlineData("CLIENT TRACKING ON BCAST PREFIX ab PREFIX a",
        "-ERR Prefix 'ab' overlaps with another provided prefix 'a'. Prefixes for a single client must not overlap.\r\n")]
    [InlineData("CLIENT TRACKING off", "+OK\r\n")]
    [InlineData("CLIENT CACHING yes",
        "-ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or OPTOUT mode enabled\r\n")]
    [InlineData("CLIENT PAUSE", "-ERR wrong number of arguments for 'client|pause' command\r\n")]
    [InlineData("CLIENT PAUSE x", "-ERR timeout is not an integer or out of range\r\n")]
    [InlineData("CLIENT PAUSE -1", "-ERR timeout is negative\r\n")]
    [InlineData("CLIENT PAUSE 9223372036854775807", "-ERR timeout is out of range\r\n")]
    [InlineData("CLIENT PAUSE 1 read", "-ERR CLIENT PAUSE mode must be WRITE or ALL\r\n")]
    [InlineData("CLIENT PAUSE x write y", "-ERR unknown subcommand or wrong number of arguments for 'PAUSE'. Try CLIENT HELP.\r\n")]
    [InlineData("CLIENT PAUSE 0", "+OK\r\n")]
    [InlineData("CLIENT UNPAUSE", "+OK\r\n")]
    [InlineData("CLIENT KILL SKIPME no USER aaa", "-ERR No such user 'aaa'\r\n")]
    public void Answers_as_redis_server(string line, string reply) => Assert.Equal(reply, _rig.Run(line));

    [Fact]
    public void An_unknown_subcommand_is_shown_up_to_128_bytes() =>
        Assert.Equal($"-ERR unknown subcommand '{new string('x', 128)}'. Try CLIENT HELP.\r\n", _rig.Run($"CLIENT {new string('x', 200)}"));

    [Theory]
    [InlineData("", "timeout")]
    [InlineData(" TIMEOUT", "timeout")]
    [InlineData(" ERROR", "error")]
    public void A_client_that_waits_is_unblocked_once(string reason, string how)
    {
        var waiting = _rig.Connect("10.0.0.1", 1);
        waiting.Session.BeginWait(new ClientWait(0, 7));
        Assert.Contains(" flags=b ", _rig.Run($"CLIENT LIST ID {waiting.Session.Id}"));

        Assert.Equal(":1\r\n", _rig.Run($"CLIENT UNBLOCK {waiting.Session.Id}{reason}"));
        Assert.Equal(":0\r\n", _rig.Run($"CLIENT UNBLOCK {waiting.Session.Id}{reason}"));
        Assert.Equal(how, waiting.Unblocked);
    }

    [Fact]
    public void A_name_is_kept_until_an_empty_one_is_set()
    {
        _rig.Run("CLIENT SETNAME me");
        Assert.Equal("$2\r\nme\r\n", _rig.Run("CLIENT GETNAME"));
        _rig.Run("CLIENT SETNAME \"\"");
        Assert.Equal("$-1\r\n", _rig.Run("CLIENT GETNAME"));
    }

    [Fact]
    public void A_line_has_the_fields_of_7_0_in_order_then_the_library()
    {
        _rig.Run("CLIENT SETNAME me");
        _rig.Run("CLIENT SETINFO LIB-NAME lib");
        _rig.Run("CLIENT SETINFO LIB-VER 1.2");
        _rig.Run("SELECT 3");
        _rig.Time.NowMs += 12_345;
        _rig.Session.LastRequestAtMs += 2_345;

        const string Line = "id=1 addr=127.0.0.1:50001 laddr=127.0.0.1:6379 fd=-1 name=me age=12 idle=10 flags=N db=3 " +
            "sub=0 psub=0 ssub=0 multi=-1 qbuf=0 qbuf-free=0 argv-mem=10 multi-mem=0 rbs=0 rbp=0 obl=0 oll=0 omem=0 tot-mem=10 events=r " +
            "cmd=client|info user=default redir=-1 resp=2 lib-name=lib lib-ver=1.2\n";
        Assert.Equal($"${Line.Length}\r\n{Line}\r\n", _rig.Run("CLIENT INFO"));
    }

    [Theory]
    [InlineData(-1, false, "flags=N ")]
    [InlineData(0, false, "flags=x ")]
    [InlineData(-1, true, "flags=e ")]
    [InlineData(2, true, "flags=xe ")]
    public void Flags_tell_of_a_transaction_and_of_no_evict(int queued, bool noEvict, string flags)
    {
        _rig.Session.QueuedCommands = queued;
        _rig.Run($"CLIENT NO-EVICT {(noEvict ? "on" : "off")}");

        Assert.Contains(flags, _rig.Run("CLIENT INFO"));
        Assert.Contains($" multi={queued} ", _rig.Run("CLIENT INFO"));
    }

    /// <summary>What a connection that tracks may change, and how it shows; as redis-server 7.0.15 answered.</summary>
    [Theory]
    [InlineData("on", "getredir", ":0", "on", 0, "", "t")]
    [InlineData("on optin", "caching yes", "+OK", "on optin caching-yes", 0, "", "t")]
    [InlineData("on optin", "caching no", "-ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.",
        "on optin", 0, "", "t")]
    [InlineData("on optout", "caching yes", "-ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.",
        "on optout", 0, "", "t")]
    [InlineData("on optout", "caching no", "+OK", "on optout caching-no", 0, "", "t")]
    [InlineData("on optout", "caching maybe", "-ERR syntax error", "on optout", 0, "", "t")]
    [InlineData("on optin", "tracking on optout", "-ERR You can't switch OPTIN/OPTOUT mode before disabling tracking for this client, "
        + "and then re-enabling it with a different mode.", "on optin", 0, "", "t")]
    [InlineData("on redirect 1 noloop", "getredir", ":1", "on noloop", 1, "", "t")]
    [InlineData("on bcast", "tracking on", "-ERR You can't switch BCAST mode on/off before disabling tracking for this client, "
        + "and then re-enabling it with a different mode.", "on bcast", 0, "-", "tB")]
    [InlineData("on bcast prefix b prefix a", "tracking on bcast prefix c", "+OK", "on bcast", 0, "a- b- c-", "tB")]
    [InlineData("on bcast prefix a", "tracking on bcast prefix ab", "-ERR Prefix 'ab' overlaps with an existing prefix 'a'. "
        + "Prefixes for a single client must not overlap.", "on bcast", 0, "a-", "tB")]
    [InlineData("on bcast prefix a", "tracking off", "+OK", "off", -1, "", "N")]
    public void A_tracking_mode_is_shown_and_changed(
        string tracking, string then, string reply, string flags, long redirect, string prefixes, string letters)
    {
        Assert.Equal("+OK\r\n", _rig.Run($"CLIENT TRACKING {tracking}"));
        Assert.Equal($"{reply}\r\n", _rig.Run($"CLIENT {then}"));

        var info = RespValue.ParseList(_rig.Run("CLIENT TRACKINGINFO"));

        Assert.Equal(flags, string.Join(' ', (List<object?>)RespValue.Get(info, "flags")!));
        Assert.Equal(redirect, RespValue.Get(info, "redirect"));
        Assert.Equal(prefixes, string.Join(' ', ((List<object?>)RespValue.Get(info, "prefixes")!).Select(p => $"{p}-")));
        Assert.Contains($" flags={letters} ", _rig.Run("CLIENT INFO"));
        Assert.Contains($" redir={redirect} ", _rig.Run("CLIENT INFO"));
    }

    [Fact]
    public void In_resp3_lines_are_verbatim_text()
    {
        _rig.Session.Protocol = 3;

        Assert.Matches("^=\\d+\r\ntxt:id=1 .*\n\r\n$", _rig.Run("CLIENT INFO"));
        Assert.Matches("^=\\d+\r\ntxt:id=1 .*\n\r\n$", _rig.Run("CLIENT LIST"));
    }

    [Fact]
    public void The_list_is_ordered_by_id_and_can_be_narrowed()
    {
        _rig.Connect("::1", 50002);
        _rig.Connect("::ffff:10.0.0.9", 50003);

        Assert.Equal(["1 127.0.0.1:50001", "2 [::1]:50002", "3 10.0.0.9:50003"], Listed("CLIENT LIST"));
        Assert.Equal(["1 127.0.0.1:50001", "2 [::1]:50002", "3 10.0.0.9:50003"], Listed("CLIENT LIST TYPE normal"));
        Assert.Equal(["3 10.0.0.9:50003", "1 127.0.0.1:50001"], Listed("CLIENT LIST ID 3 7 1"));
        Assert.Empty(Listed("CLIENT LIST TYPE replica"));
    }

    [Theory]
    [InlineData("ID 2", "2", ":1\r\n")]
    [InlineData("ADDR 10.0.0.2:50002", "2", ":1\r\n")]
    [InlineData("10.0.0.2:50002", "2", "+OK\r\n")]
    [InlineData("LADDR 10.0.0.3:6379", "3", ":1\r\n")]
    [InlineData("LADDR 10.0.0.3:6379 ADDR 10.0.0.2:50002", "", ":0\r\n")]
    [InlineData("TYPE normal", "2 3", ":2\r\n")]
    [InlineData("TYPE normal TYPE pubsub", "", ":0\r\n")]
    [InlineData("USER default", "2 3", ":2\r\n")]
    [InlineData("SKIPME yes", "2 3", ":2\r\n")]
    [InlineData("SKIPME no", "1 2 3", ":3\r\n")]
    [InlineData("127.0.0.1:50001", "1", "+OK\r\n")]
    [InlineData("ID 1", "", ":0\r\n")]
    [InlineData("ID 1 SKIPME no", "1", ":1\r\n")]
    public void Kill_closes_those_that_fit_all_filters(string filters, string killed, string reply)
    {
        RigClient[] clients = [_rig.Client, _rig.Connect("10.0.0.2", 50002), _rig.Connect("10.0.0.3", 50003)];

        Assert.Equal(reply, _rig.Run($"CLIENT KILL {filters}"));

        var closed = clients.Where(c => c.IsKilled || c.IsClosing).Select(c => c.Session.Id);
        Assert.Equal(killed, string.Join(' ', closed));
    }

    [Fact]
    public void A_connection_that_kills_itself_gets_its_reply_first()
    {
        Assert.Equal(":1\r\n", _rig.Run("CLIENT KILL ID 1 SKIPME no"));

        Assert.True(_rig.Client.IsClosing);
        Assert.False(_rig.Client.IsKilled);
    }

    [Theory]
    [InlineData("ON OFF", ReplyMode.Off, "")]
    [InlineData("ON SKIP", ReplyMode.SkipNext, "")]
    [InlineData("OFF SKIP", ReplyMode.Off, "")]
    [InlineData("OFF ON", ReplyMode.On, "+OK\r\n")]
    [InlineData("SKIP ON", ReplyMode.On, "+OK\r\n")]
    public void Reply_off_and_skip_have_no_reply_of_their_own(string modes, ReplyMode mode, string lastReply)
    {
        var reply = modes.Split(' ').Select(m => _rig.Run($"CLIENT REPLY {m}")).ToList()[^1];

        Assert.Equal(lastReply, reply);
        Assert.Equal(mode, _rig.Session.ReplyMode);
    }

    private string[] Listed(string line) => _rig.Run(line).Split('\n')
        .Where(l => l.StartsWith("id=", StringComparison.Ordinal))
        .Select(l => l.Split(' '))
        .Select(fields => $"{fields[0]["id=".Length..]} {fields[1]["addr=".Length..]}")
        .ToArray();
}
