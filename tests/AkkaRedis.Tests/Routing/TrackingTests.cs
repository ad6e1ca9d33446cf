using System.Globalization;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Routing;

/// <summary>Who is told of which changed keys, and between which replies.</summary>
public sealed class TrackingTests
{
    private const string Gone = ">2\r\n$10\r\ninvalidate\r\n*1\r\n$8\r\nvolatile\r\n";
    private const string K = ">2 $10 invalidate *1 $1 k";

    /// <summary>
    /// Steps are separated by " | "; the first letter says which connection asks, a capital one speaks RESP3. Connections have
    /// ids in the order in which they first ask. After each step all that anybody was sent; as redis-server 7.0.15 answered.
    /// </summary>
    [Theory]
    [InlineData("A CLIENT TRACKING ON | A GET k | b SET k 1 | b SET k 2", "A +OK, A _, b +OK, A " + K + ", b +OK")]
    [InlineData("A CLIENT TRACKING ON | A MGET k l | b SET l 1 | b DEL l", "A +OK, A *2 _ _, b +OK, A >2 $10 invalidate *1 $1 l, b :1")]
    [InlineData("A CLIENT TRACKING ON | A GET k | A SET k 1 | A SET k 2", "A +OK, A _, A +OK " + K + ", A +OK")]
    [InlineData("A CLIENT TRACKING ON NOLOOP | A GET k | A SET k 1 | A GET k | b SET k 2", "A +OK, A _, A +OK, A $1 1, b +OK, A " + K)]
    [InlineData("A CLIENT TRACKING ON | A SET k 1 | b SET k 2", "A +OK, A +OK, b +OK")]
    [InlineData("A CLIENT TRACKING ON | A GET k | A SELECT 3 | A SET k 1", "A +OK, A _, A +OK, A +OK " + K)]
    [InlineData("A CLIENT TRACKING ON | A GET k | A MULTI | A SET k 1 | A GET k | A EXEC | b SET k 2",
        "A +OK, A _, A +OK, A +QUEUED, A +QUEUED, A *2 +OK $1 1 " + K + ", b +OK, A " + K)]
    [InlineData("A CLIENT TRACKING ON | A GET k | b FLUSHALL | b SET k 1", "A +OK, A _, b +OK, A >2 $10 invalidate _, b +OK")]
    [InlineData("A CLIENT TRACKING ON | A GET k | A FLUSHDB", "A +OK, A _, A +OK >2 $10 invalidate _")]
    [InlineData("A CLIENT TRACKING ON | A GET k | A CLIENT TRACKING OFF | b SET k 1", "A +OK, A _, A +OK, b +OK")]
    [InlineData("A CLIENT TRACKING ON | A GET k | A RESET | b SET k 1", "A +OK, A _, A +RESET, b +OK")]
    [InlineData("a CLIENT TRACKING ON | a GET k | b SET k 1", "a +OK, a $-1, b +OK")]
    [InlineData("A CLIENT TRACKING ON | A GET k | A CLIENT REPLY OFF | b SET k 1 | A PING", "A +OK, A _, b +OK, A " + K)]
    [InlineData("A CLIENT TRACKING ON | A GET k | A BLPOP l 0 | b SET k 1", "A +OK, A _, b +OK, A " + K)]
    [InlineData("A CLIENT TRACKING ON | A LRANGE k 0 -1 | A BLMOVE l k LEFT LEFT 0 | b RPUSH l x",
        "A +OK, A *0, b :1, A $1 x " + K)]
    [InlineData("A CLIENT TRACKING ON | A EVAL redis.call([[get]],[[l]]) 1 k | b SET k 1", "A +OK, A _, b +OK, A " + K)]
    [InlineData("A CLIENT TRACKING ON | A EVAL redis.call([[set]],[[l]],1) 1 k | b SET k 1", "A +OK, A _, b +OK")]
    [InlineData("A CLIENT TRACKING ON | A EVAL_RO return(1) 1 k | b SET k 1", "A +OK, A :1, b +OK")]
    public void Readers_are_told_once(string steps, string sent) => Assert.Equal(sent, Play(steps));

    [Theory]
    [InlineData("A CLIENT TRACKING ON OPTIN | A GET k | b SET k 1", "A +OK, A _, b +OK")]
    [InlineData("A CLIENT TRACKING ON OPTIN | A CLIENT CACHING YES | A CLIENT ID | A GET k | A GET l | b MSET k 1 l 1",
        "A +OK, A +OK, A :1, A _, A _, b +OK, A " + K)]
    [InlineData("A CLIENT TRACKING ON OPTIN | A CLIENT CACHING YES | A MULTI | A GET k | A EXEC | A GET l | b MSET k 1 l 1",
        "A +OK, A +OK, A +OK, A +QUEUED, A *1 _, A _, b +OK, A " + K)]
    [InlineData("A CLIENT TRACKING ON OPTOUT | A CLIENT CACHING NO | A GET l | A GET k | b MSET k 1 l 1",
        "A +OK, A +OK, A _, A _, b +OK, A " + K)]
    public void Reads_are_tracked_as_the_mode_says(string steps, string sent) => Assert.Equal(sent, Play(steps));

    [Theory]
    [InlineData("A CLIENT TRACKING ON BCAST | b SET k 1 | b GET k", "A +OK, b +OK, A " + K + ", b $1 1")]
    [InlineData("A CLIENT TRACKING ON BCAST PREFIX k | b MSET kb 1 ka 1 l 1",
        "A +OK, b +OK, A >2 $10 invalidate *2 $2 ka $2 kb")]
    [InlineData("A CLIENT TRACKING ON BCAST PREFIX l PREFIX k | b MSET k 1 l 1",
        "A +OK, b +OK, A " + K + " >2 $10 invalidate *1 $1 l")]
    [InlineData("A CLIENT TRACKING ON BCAST PREFIX l | A CLIENT TRACKING ON BCAST PREFIX k | b SET k 1", "A +OK, A +OK, b +OK, A " + K)]
    [InlineData("A CLIENT TRACKING ON BCAST NOLOOP | A SET l 1 | b SET k 1", "A +OK, A +OK, b +OK, A " + K)]
    [InlineData("A CLIENT TRACKING ON BCAST NOLOOP | C CLIENT TRACKING ON BCAST | A SET k 1", "A +OK, C +OK, A +OK, C " + K)]
    [InlineData("A CLIENT TRACKING ON | A GET k | A CLIENT TRACKING OFF | A CLIENT TRACKING ON BCAST | b SET k 1",
        "A +OK, A _, A +OK, A +OK, b +OK, A " + K)]
    [InlineData("A CLIENT TRACKING ON BCAST | A CLIENT TRACKING OFF | b SET k 1", "A +OK, A +OK, b +OK")]
    public void Broadcasts_tell_of_all_keys_with_a_prefix(string steps, string sent) => Assert.Equal(sent, Play(steps));

    [Theory]
    [InlineData("b SUBSCRIBE c | a CLIENT TRACKING ON REDIRECT 1 | a GET k | a SET k 1",
        "b *3 $9 subscribe $1 c :1, a +OK, a $-1, a +OK, b *3 $7 message $20 __redis__:invalidate *1 $1 k")]
    [InlineData("b SUBSCRIBE c | a CLIENT TRACKING ON REDIRECT 1 | a GET k | a FLUSHALL",
        "b *3 $9 subscribe $1 c :1, a +OK, a $-1, a +OK, b *3 $7 message $20 __redis__:invalidate $-1")]
    [InlineData("b PING | a CLIENT TRACKING ON REDIRECT 1 | a GET k | a SET k 1", "b +PONG, a +OK, a $-1, a +OK")]
    [InlineData("B PING | a CLIENT TRACKING ON REDIRECT 1 | a GET k | a SET k 1", "B +PONG, a +OK, a $-1, a +OK, B " + K)]
    public void Another_connection_is_told_instead(string steps, string sent) => Assert.Equal(sent, Play(steps));

    /// <summary>As from redis-server.</summary>
    [Fact]
    public void An_evicted_key_is_told_before_the_reply_for_which_it_went()
    {
        using var node = new RigNode(1, new Random(1));
        using var client = ConnectForEviction(node);
        client.Ask("GET volatile\r\n");
        client.SendAtOnce("SETBIT big 1600000 0\r\n");
        client.Settle();
        var before = client.Output.Length;
        client.SendAtOnce("GETBIT big 0\r\n");
        client.Settle();
        Assert.Equal(Gone + ":0\r\n", client.Output[before..]);
    }

    /// <summary>A client that got the message first would keep what it reads then.</summary>
    [Fact]
    public void An_evicted_key_is_told_after_the_reply_of_a_read_that_was_sent_with_it()
    {
        using var node = new RigNode(1, new Random(1));
        using var client = ConnectForEviction(node);
        var before = client.Output.Length;
        client.SendAtOnce("GET volatile\r\nSETBIT big 1600000 0\r\nGETBIT big 0\r\n");
        client.Settle();
        Assert.Equal("$1\r\nx\r\n:0\r\n:0\r\n" + Gone, client.Output[before..]);
    }

    [Fact]
    public void Or_that_was_sent_before_and_has_no_reply_yet()
    {
        using var node = new RigNode(1, new Random(1));
        using var client = ConnectForEviction(node);
        var before = client.Output.Length;
        client.SendAtOnce("GET volatile\r\nSETBIT big 1600000 0\r\n");
        client.SendAtOnce("GETBIT big 0\r\n");
        node.Shards.RunAll();
        client.Settle();
        Assert.Equal("$1\r\nx\r\n:0\r\n" + Gone + ":0\r\n", client.Output[before..]);
    }

    /// <summary>A client that tracks, on a node with a key that may be evicted and little room.</summary>
    private static RigConnection ConnectForEviction(RigNode node)
    {
        var client = node.Connect();
        client.Session.Protocol = 3;
        client.Ask("CLIENT TRACKING ON\r\nSETEX volatile 10000 x\r\n");
        var room = node.Shards.Statuses()[0]!.LimitedBytes + 100_000;
        client.Ask(string.Create(CultureInfo.InvariantCulture,
            $"CONFIG SET maxmemory-policy volatile-random maxmemory {room}\r\n"));
        return client;
    }

    [Fact]
    public void A_broken_redirection_is_told_and_shown()
    {
        using var node = new RigNode(1, new Random(1));
        using var reader = node.Connect();
        var gone = node.Connect();
        reader.Session.Protocol = 3;
        reader.Ask("CLIENT TRACKING ON REDIRECT 2\r\nGET k\r\n");
        gone.Dispose();

        Assert.Equal("+OK\r\n>2\r\n$21\r\ntracking-redir-broken\r\n:2\r\n", reader.Ask("SET k 1\r\n"));

        Assert.Contains("$15\r\nbroken_redirect\r\n", reader.Ask("CLIENT TRACKINGINFO\r\n"));
        Assert.Contains(" flags=tR ", reader.Ask("CLIENT LIST\r\n"));
        Assert.Contains(" redir=2 ", reader.Ask("CLIENT LIST\r\n"));
    }

    [Fact]
    public void Expired_keys_are_told_even_to_who_set_them()
    {
        using var node = new RigNode(1, new Random(1));
        using var client = node.Connect();
        client.Session.Protocol = 3;
        client.Ask("CLIENT TRACKING ON BCAST NOLOOP\r\nSET k 1 PX 10\r\n");
        node.Time.Pass(11);
        Assert.Equal("_\r\n>2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n", client.Ask("GET k\r\n"));
    }

    [Fact]
    public void Keys_beyond_the_limit_are_told_and_forgotten()
    {
        using var node = new RigNode(1, new Random(1));
        using var client = node.Connect();
        node.Shards.Settings.TrackingTableMaxKeys = 2;
        client.Session.Protocol = 3;
        client.Ask("CLIENT TRACKING ON\r\n");
        Assert.Equal("*3\r\n_\r\n_\r\n_\r\n>2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\na\r\n", client.Ask("MGET a b c\r\n"));
        Assert.Equal("+OK\r\n", client.Ask("SET a 1\r\n"));
    }

    [Fact]
    public void A_connection_that_ends_is_forgotten()
    {
        using var node = new RigNode(1, new Random(1));
        using var other = node.Connect();
        var client = node.Connect();
        client.Ask("CLIENT TRACKING ON BCAST PREFIX a\r\n");
        Assert.Equal((1, 1), (node.Services.Tracking.ClientCount, node.Services.Tracking.PrefixCount));
        client.Dispose();
        Assert.Equal((0, 0), (node.Services.Tracking.ClientCount, node.Services.Tracking.PrefixCount));
        Assert.Equal("+OK\r\n", other.Ask("SET a 1\r\n"));
    }

    /// <summary>
    /// Random clients keep what they read until they are told, while shards and outputs lag behind: when all has settled, nobody
    /// keeps a value that is not the server's.
    /// </summary>
    [Theory]
    [InlineData("ON")]
    [InlineData("ON BCAST")]
    [InlineData("ON OPTOUT")]
    public void Nobody_keeps_an_old_value(string mode) => Seeds.Run(200, random => new CachingRun(random, mode).Run());

    private static string Play(string steps)
    {
        using var node = new RigNode(1, new Random(1));
        var clients = new Dictionary<char, RigConnection>();
        var sent = new List<string>();
        foreach (var step in steps.Split(" | "))
        {
            if (!clients.TryGetValue(step[0], out var asking))
            {
                clients[step[0]] = asking = node.Connect();
                asking.Session.Protocol = char.IsUpper(step[0]) ? 3 : 2;
            }

            Note(sent, step[0], asking.Ask(step[2..] + "\r\n"));
            foreach (var (name, client) in clients.Where(c => c.Value != asking))
                Note(sent, name, client.Ask(""));
        }

        foreach (var client in clients.Values)
            client.Dispose();
        return string.Join(", ", sent);
    }

    private static void Note(List<string> sent, char client, string output)
    {
        if (output.Length > 0)
            sent.Add($"{client} {output[..^2].Replace("\r\n", " ", StringComparison.Ordinal)}");
    }
}
