using System.Text;

namespace AkkaRedis.Tests.Routing;

/// <summary>What a node notes of slow commands: slow log, latency events, histograms; whichever shard they ran on.</summary>
public sealed class ObservationTests : IDisposable
{
    private const int UsPerLook = 10_000;

    private readonly RigNode _node = new(shards: 3, new Random(1));
    private readonly RigConnection _client;

    public ObservationTests()
    {
        _client = _node.Connect();
        _node.Services.Clients.Add(_client.Handle);
        _client.Session.Name = "me";
    }

    public void Dispose()
    {
        _client.Dispose();
        _node.Dispose();
    }

    [Fact]
    public void Commands_of_shards_and_of_the_connection_are_in_the_slow_log_newest_first()
    {
        SlowDown("CONFIG SET slowlog-log-slower-than 1000");
        Ask("SET a 1 | PING x | LPUSH a 1 | GET");

        Assert.Equal("LPUSH a 1,PING x,SET a 1,CONFIG SET slowlog-log-slower-than 1000", Logged());
        Assert.Equal("*1 *6 :3 :1700000000 :10000 *3 $5 LPUSH $1 a $1 1 $3 ?:0 $2 me ", Ask("SLOWLOG GET 1"));
    }

    [Fact]
    public void Quick_commands_are_not()
    {
        Ask("CONFIG SET slowlog-log-slower-than 1000 | SET a 1 | PING");

        Assert.Equal(":0 *0 ", Ask("SLOWLOG LEN | SLOWLOG GET"));
    }

    [Fact]
    public void With_0_all_are_and_with_minus_1_none()
    {
        Ask("CONFIG SET slowlog-log-slower-than 0 | GET a | CONFIG SET slowlog-log-slower-than -1 | GET b");

        Assert.Equal("GET a,CONFIG SET slowlog-log-slower-than 0", Logged());
    }

    [Fact]
    public void Transactions_are_logged_by_their_commands_and_waits_when_they_end()
    {
        using var waiting = _node.Connect();
        waiting.Ask("BLPOP list 0\r\n");
        Ask("CONFIG SET slowlog-log-slower-than 0 | SLOWLOG RESET | MULTI | LPUSH list x | ECHO y | EXEC");

        Assert.Equal("ECHO y,BLPOP list 0,LPUSH list x,SLOWLOG RESET", Logged());
    }

    [Fact]
    public void Long_commands_are_kept_in_part()
    {
        Ask("CONFIG SET slowlog-log-slower-than 0 | SLOWLOG RESET");
        Ask("SADD set " + string.Join(' ', Enumerable.Range(0, 40)) + $" | ECHO {new string('x', 130)}");

        var logged = Logged().Split(',');
        Assert.Equal($"ECHO {new string('x', 128)}... (2 more bytes)", logged[0]);
        Assert.Equal($"SADD set {string.Join(' ', Enumerable.Range(0, 29))} ... (11 more arguments)", logged[1]);
    }

    [Theory]
    [InlineData("AUTH a b", "AUTH (redacted) (redacted)")]
    [InlineData("HELLO 3 AUTH default b SETNAME x", "HELLO 3 AUTH (redacted) (redacted) SETNAME x")]
    [InlineData("CONFIG SET requirepass \"\" timeout 0", "CONFIG SET requirepass (redacted) timeout 0")]
    [InlineData("ACL SETUSER me on >x", "ACL SETUSER (redacted) (redacted) (redacted)")]
    [InlineData("MIGRATE h 1 k 0 10 AUTH secret", "MIGRATE h 1 k 0 10 AUTH (redacted)")]
    [InlineData("MIGRATE h 1 k 0 10 AUTH2 me secret COPY", "MIGRATE h 1 k 0 10 AUTH2 (redacted) (redacted) COPY")]
    public void Secrets_are_hidden(string request, string logged)
    {
        Ask("CONFIG SET slowlog-log-slower-than 0 | SLOWLOG RESET");
        Ask(request);
        _client.Session.Protocol = 2;

        Assert.Equal(logged, Logged().Split(',')[0]);
    }

    [Fact]
    public void The_log_keeps_so_many_entries_and_never_gives_an_id_twice()
    {
        Ask("CONFIG SET slowlog-log-slower-than 0 slowlog-max-len 2 | ECHO 1 | ECHO 2 | SLOWLOG RESET | ECHO 3");

        Assert.Equal(":2 ", Ask("SLOWLOG LEN"));
        Assert.StartsWith("*1 *6 :5 ", Ask("SLOWLOG GET 1"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SLOWLOG GET -2", "-ERR count should be greater than or equal to -1 ")]
    [InlineData("SLOWLOG GET x", "-ERR count should be greater than or equal to -1 ")]
    [InlineData("SLOWLOG GET 1 2", "-ERR unknown subcommand or wrong number of arguments for 'GET'. Try SLOWLOG HELP. ")]
    [InlineData("LATENCY GRAPH nosuch", "-ERR No samples available for event 'nosuch' ")]
    [InlineData("LATENCY HISTORY nosuch", "*0 ")]
    [InlineData("LATENCY LATEST", "*0 ")]
    [InlineData("LATENCY RESET nosuch", ":0 ")]
    [InlineData("LATENCY HISTOGRAM nosuch set", "*0 ")]
    [InlineData("LATENCY HELP xxx", "-ERR wrong number of arguments for 'latency|help' command ")]
    public void Answers(string request, string reply) => Assert.Equal(reply, Ask(request));

    [Fact]
    public void What_takes_longer_than_the_threshold_is_an_event()
    {
        SlowDown("CONFIG SET latency-monitor-threshold 5");
        Ask("LPUSH a 1 | LRANGE a 0 -1");
        _node.Time.NowMs += 2000;
        Ask("LRANGE a 0 -1");
        _node.Time.TicksPerLook = 0;

        Assert.Matches(@"^\*2 \*4 \$7 command :1700000002 :\d+ :\d+ \*4 \$12 fast-command :1700000000 :\d+ :\d+ $", Ask("LATENCY LATEST"));
        Assert.Matches(@"^\*2 \*2 :1700000000 :\d+ \*2 :1700000002 :\d+ $", Ask("LATENCY HISTORY command"));
        Assert.Matches(@"command - high \d+ ms, low \d+ ms \(all time high \d+ ms\)", Ask("LATENCY GRAPH command"));
        Assert.Contains("- fast-command: 1 times", Ask("LATENCY DOCTOR"));
        Assert.Equal(":1 :1 *0 ", Ask("LATENCY RESET nosuch command | LATENCY RESET | LATENCY LATEST"));
    }

    [Fact]
    public void The_doctor_says_how_to_begin() => Assert.Contains("latency-monitor-threshold", Ask("LATENCY DOCTOR"));

    [Fact]
    public void Histograms_add_up_connections_and_shards_since_the_last_reset()
    {
        Ask("SET a 1 | SET b 1");
        Ask("CONFIG RESETSTAT");

        Assert.Matches(@"^\*2 \$16 config\|resetstat \*4 \$5 calls :1 \$14 histogram_usec \*\d+ ", Ask("LATENCY HISTOGRAM"));
        Ask("SET a 1 | SET b 1 | SET c 1 | CLIENT ID | CLIENT GETNAME");
        Assert.StartsWith("*2 $3 set *4 $5 calls :3 $14 histogram_usec *", Ask("LATENCY HISTOGRAM nosuch SET"), StringComparison.Ordinal);
        Assert.Matches(@"^\*4 \$14 client\|getname .* \$9 client\|id \*4 \$5 calls :1 ", Ask("LATENCY HISTOGRAM client"));
    }

    [Fact]
    public void A_histogram_tells_how_many_calls_took_at_most_so_long()
    {
        var ping = RigNode.Table.Find("ping"u8)!.Id;
        foreach (var us in new[] { 1, 2, 3, 100, 100_000_000 })
            _node.Services.CommandStatistics.RecordShared(ping, us);

        Assert.Equal(
            "*2 $4 ping *4 $5 calls :5 $14 histogram_usec *10 :1 :1 :2 :2 :4 :3 :132 :4 :1082130 :5 ",
            Ask("LATENCY HISTOGRAM ping"));
    }

    [Fact]
    public void Info_tells_percentiles_while_times_are_counted()
    {
        Ask("GET a | CONFIG SET latency-tracking no latency-tracking-info-percentiles \"0.5 100\" | GET b | HGET c d");

        var info = Ask("INFO latencystats");
        Assert.Matches(@"latency_percentiles_usec_get:p0\.5=\d+\.\d{3},p100=\d+\.\d{3} ", info);
        Assert.DoesNotContain("hget", info);
    }

    [Fact]
    public void Errors_of_transactions_are_failures_and_what_is_refused_was_not_called()
    {
        Ask("EXEC | DISCARD | MULTI | MULTI | SET a | EXEC");

        var info = Ask("INFO commandstats errorstats");
        Assert.Matches("cmdstat_exec:calls=2,[^ ]*,rejected_calls=0,failed_calls=2 ", info);
        Assert.Matches("cmdstat_discard:calls=1,[^ ]*,failed_calls=1 ", info);
        Assert.Matches("cmdstat_set:calls=0,[^ ]*,rejected_calls=1,failed_calls=0 ", info);
        Assert.Contains("errorstat_ERR:count=4 errorstat_EXECABORT:count=1 ", info);
    }

    private void SlowDown(string setting)
    {
        _node.Time.TicksPerLook = UsPerLook;
        Ask(setting);
    }

    private string Ask(string requests) => _client.Ask(requests.Replace(" | ", "\r\n", StringComparison.Ordinal) + "\r\n")
        .Replace("\r\n", " ", StringComparison.Ordinal);

    /// <summary>The logged commands, newest first.</summary>
    private string Logged() => string.Join(',', _node.Services.CommandTimes.SlowLog.Newest(int.MaxValue)
        .Select(e => string.Join(' ', e.Arguments.Select(Encoding.Latin1.GetString))));
}
