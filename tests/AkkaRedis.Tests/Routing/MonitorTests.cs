using System.Net;
using System.Text.RegularExpressions;
using AkkaRedis.Node.Clients;

namespace AkkaRedis.Tests.Routing;

/// <summary>MONITOR: what those who look are sent.</summary>
public sealed class MonitorTests : IDisposable
{
    private readonly RigNode _node = new(shards: 3, new Random(1));
    private readonly RigConnection _monitor;
    private readonly RigConnection _client;

    public MonitorTests()
    {
        (_monitor, _client) = (_node.Connect(), _node.Connect());
        Assert.Equal("+OK\r\n", _monitor.Ask("MONITOR\r\n"));
    }

    public void Dispose()
    {
        _monitor.Dispose();
        _client.Dispose();
        _node.Dispose();
    }

    [Fact]
    public void A_line_tells_time_database_client_and_arguments()
    {
        const string request = "\"Set\" \"k\\x00\" \"a\\\"\\\\\\n\\r\\t\\xe9\"";
        Assert.Equal($"+1700000000.000000 [0 ?:0] {request}\r\n", AfterAll(request));
    }

    [Theory]
    [InlineData("GET a | DEL a b c | SCAN 0 | PING | DBSIZE", "GET a,DEL a b c,SCAN 0,PING,DBSIZE")]
    [InlineData("SELECT 2 | GET a", "SELECT 2,GET a")]
    [InlineData("GET | NOSUCH a | GET a", "GET a")]
    [InlineData("CONFIG GET timeout | SLOWLOG LEN | GET a", "GET a")]
    [InlineData("MULTI | SET foo bar | ECHO x | EXEC", "MULTI,SET foo bar,ECHO x,EXEC")]
    [InlineData("MULTI | SET foo bar | DISCARD", "MULTI,DISCARD")]
    [InlineData("MULTI | NOSUCH | EXEC", "MULTI,EXEC")]
    [InlineData("WATCH a | SET a 1 | MULTI | GET a | EXEC", "WATCH a,SET a 1,MULTI,EXEC")]
    [InlineData("EXEC", "EXEC")]
    [InlineData("AUTH x y | HELLO 2 AUTH x y", "AUTH (redacted) (redacted),HELLO 2 AUTH (redacted) (redacted)")]
    [InlineData("BLPOP list 0", "BLPOP list 0")]
    public void Commands_are_shown_as_they_run(string requests, string shown)
    {
        var lines = AfterAll(requests).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(shown, string.Join(',', lines.Select(l => Regex.Replace(l, @"^\+[0-9.]+ \[\d \?:0\] ", "").Replace("\"", ""))));
    }

    [Fact]
    public void Commands_of_one_client_come_in_their_order_whichever_shards_they_are_for()
    {
        var keys = Enumerable.Range(0, 200).ToArray();
        var shown = Regex.Matches(AfterAll(string.Join(" | ", keys.Select(k => $"GET {k}"))), "\"GET\" \"(\\d+)\"");
        Assert.Equal(keys, shown.Select(m => int.Parse(m.Groups[1].Value)));
    }

    [Fact]
    public void It_is_a_line_in_both_protocols_and_shows_the_monitor_itself()
    {
        _monitor.Session.Protocol = 3;
        Assert.Equal("+PONG\r\n+1700000000.000000 [0 ?:0] \"PING\"\r\n", string.Concat(Sorted(_monitor.Ask("PING\r\n"))));
    }

    [Fact]
    public void A_monitor_may_not_use_keys() => Assert.Equal(
        "-ERR Replica can't interact with the keyspace\r\n-ERR Replica can't interact with the keyspace\r\n",
        _monitor.Ask("GET a\r\nSET a 1\r\n"));

    [Fact]
    public void A_second_call_has_no_reply_and_changes_nothing()
    {
        Assert.Equal("", _monitor.Ask("MONITOR\r\n"));
        Assert.Equal("+1700000000.000000 [0 ?:0] \"PING\"\r\n", AfterAll("PING"));
    }

    [Fact]
    public void Reset_and_the_end_of_the_connection_end_it()
    {
        Assert.EndsWith("+RESET\r\n", _monitor.Ask("RESET\r\n"));
        Assert.Equal("", AfterAll("PING"));
        Assert.False(_node.Services.Feed.HasWatchers);

        using (var other = _node.Connect())
            other.Ask("MONITOR\r\n");
        Assert.False(_node.Services.Feed.HasWatchers);
    }

    [Fact]
    public void Monitors_have_the_output_limit_of_subscribers()
    {
        var settings = new ClientSettings();
        Assert.Equal(settings.PubSubOutputLimit, settings.OutputLimitOf(_monitor.Session));
        Assert.Equal(settings.NormalOutputLimit, settings.OutputLimitOf(new Session(1, new IPEndPoint(0, 1), null, 0)));
    }

    /// <summary>What the monitor was sent when a client's requests are done.</summary>
    private string AfterAll(string requests)
    {
        _client.Ask(requests.Replace(" | ", "\r\n", StringComparison.Ordinal) + "\r\n");
        return _monitor.Ask("");
    }

    private static IEnumerable<string> Sorted(string replies) =>
        replies.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).OrderDescending().Select(l => l + "\r\n");
}
