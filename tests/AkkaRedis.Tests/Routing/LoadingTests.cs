namespace AkkaRedis.Tests.Routing;

/// <summary>What a connection is answered while the node loads its data, as redis-server 7.0.15 answers the same requests.</summary>
public sealed class LoadingTests
{
    private const string Loading = "-LOADING Redis is loading the dataset in memory";

    [Theory]
    [InlineData("PING", Loading)]
    [InlineData("GET a", Loading)]
    [InlineData("SET a 1", Loading)]
    [InlineData("DBSIZE", Loading)]
    [InlineData("SCAN 0", Loading)]
    [InlineData("BLPOP a 0", Loading)]
    [InlineData("EVAL 'return 1' 0", Loading)]
    [InlineData("SCRIPT EXISTS x", Loading)]
    [InlineData("SCRIPT KILL", Loading)]
    [InlineData("FUNCTION STATS", Loading)]
    [InlineData("BGSAVE", Loading)]
    [InlineData("SAVE", Loading)]
    [InlineData("BGREWRITEAOF", Loading)]
    [InlineData("ECHO a", "$1 a")]
    [InlineData("SELECT 1", "+OK")]
    [InlineData("LASTSAVE", ":1700000000")]
    [InlineData("CONFIG SET timeout 0", "+OK")]
    [InlineData("PUBLISH a b", ":0")]
    [InlineData("SUBSCRIBE a", "*3 $9 subscribe $1 a :1")]
    [InlineData("MONITOR", "+OK")]
    [InlineData("RESET", "+RESET")]
    [InlineData("QUIT", "+OK")]
    [InlineData("NOSUCH", "-ERR unknown command 'NOSUCH', with args beginning with: ")]
    [InlineData("GET", "-ERR wrong number of arguments for 'get' command")]
    public void Only_what_needs_no_data_is_carried_out(string request, string reply) => Assert.Equal(reply, Asked(request));

    [Theory]
    [InlineData("MULTI | ECHO a | EXEC", "+OK +QUEUED *1 $1 a")]
    [InlineData("MULTI | EXEC", "+OK *0")]
    [InlineData("MULTI | DISCARD", "+OK +OK")]
    [InlineData("MULTI | GET a | EXEC", "+OK " + Loading + " -EXECABORT Transaction discarded because of previous errors.")]
    [InlineData("MULTI | ECHO a | SET a 1 | DISCARD", "+OK +QUEUED " + Loading + " +OK")]
    public void The_same_holds_in_a_transaction(string requests, string replies) => Assert.Equal(replies, Asked(requests));

    [Theory]
    [InlineData("ECHO a", "*1 $1 a")]
    [InlineData("GET a", "-EXECABORT Transaction discarded because of: LOADING Redis is loading the dataset in memory")]
    public void What_was_queued_before_runs_unless_it_needs_data(string queued, string reply)
    {
        using var node = new RigNode(2, new Random(1));
        using var connection = node.Connect();
        Assert.Equal("+OK +QUEUED", Flat(connection.Ask($"MULTI\r\n{queued}\r\n")));
        node.Services.Loading.Begin(node.Time.NowMs);
        Assert.Equal(reply, Flat(connection.Ask("EXEC\r\n")));
        Assert.Equal("-ERR EXEC without MULTI", Flat(connection.Ask("EXEC\r\n")));
    }

    [Fact]
    public void A_subscriber_and_a_stranger_hear_of_other_things_first()
    {
        using var node = Loaded();
        node.Services.ClientSettings.RequirePass = "x";
        using var stranger = node.Connect();
        stranger.Session.IsAuthenticated = false;
        Assert.Equal("-NOAUTH Authentication required.", Flat(stranger.Ask("GET a\r\n")));
        using var subscriber = node.Connect();
        subscriber.Ask("SUBSCRIBE a\r\n");
        Assert.StartsWith("-ERR Can't execute 'get'", subscriber.Ask("GET a\r\n"));
        Assert.Equal(Loading, Flat(subscriber.Ask("PING\r\n")));
    }

    [Fact]
    public void Refusals_are_counted_and_end_with_the_loading()
    {
        using var node = Loaded();
        using var connection = node.Connect();
        Assert.Equal(Loading, Flat(connection.Ask("SET a 1\r\n")));
        Assert.Contains("errorstat_LOADING:count=1", connection.Ask("INFO errorstats\r\n"));
        Assert.Contains("cmdstat_set:calls=0,usec=0,usec_per_call=0.00,rejected_calls=1,", connection.Ask("INFO commandstats\r\n"));
        node.Services.Loading.End();
        Assert.Equal("+OK", Flat(connection.Ask("SET a 1\r\n")));
    }

    private static string Asked(string requests)
    {
        using var node = Loaded();
        using var connection = node.Connect();
        return Flat(connection.Ask(requests.Replace(" | ", "\r\n", StringComparison.Ordinal) + "\r\n"));
    }

    private static RigNode Loaded()
    {
        var node = new RigNode(2, new Random(1));
        node.Services.Loading.Begin(node.Time.NowMs);
        return node;
    }

    private static string Flat(string replies) =>
        (replies.EndsWith("\r\n", StringComparison.Ordinal) ? replies[..^2] : replies).Replace("\r\n", " ", StringComparison.Ordinal);
}
