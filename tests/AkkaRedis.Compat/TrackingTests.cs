using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat;

[Collection(OneShard.Name)]
public sealed class TrackingOnOneShard(OneShardServer server) : TrackingTests(server);

[Collection(FiveShards.Name)]
public sealed class TrackingOnFiveShards(FiveShardServer server) : TrackingTests(server);

/// <summary>Clients that keep what they read, over real connections: told by a push, by another connection, or by prefix.</summary>
public abstract class TrackingTests(SharedServer server) : IAsyncLifetime
{
    private const int Keys = 200;

    public Task InitializeAsync() => server.FlushAsync();

    public Task DisposeAsync() => server.FlushAsync();

    [Fact]
    public async Task A_reader_is_told_once_by_a_push()
    {
        await using var reader = await Resp3Async("CLIENT TRACKING ON");
        Assert.Equal("_\r\n", await reader.AskAsync("GET k"));
        Assert.Equal("+OK\r\n", await server.AskAsync("SET k 1"));
        Assert.Equal(Invalidate("k"), await reader.ReadReplyAsync());
        Assert.Equal("+OK\r\n", await server.AskAsync("SET k 2"));
        Assert.Equal("+PONG\r\n", await reader.AskAsync("PING"));
    }

    [Fact]
    public async Task An_own_change_is_answered_first()
    {
        await using var reader = await Resp3Async("CLIENT TRACKING ON");
        await reader.SendAsync("GET k\r\nSET k 1\r\n");
        Assert.Equal($"_\r\n+OK\r\n{Invalidate("k")}", await reader.ReadRepliesAsync(3));
    }

    [Fact]
    public async Task A_subscriber_is_told_in_the_place_of_another()
    {
        await using var subscriber = await server.ConnectAsync();
        var id = (await subscriber.AskAsync("CLIENT ID"))[1..^2];
        await subscriber.AskAsync("SUBSCRIBE __redis__:invalidate");
        await using var reader = await server.ConnectAsync();
        Assert.Equal("+OK\r\n", await reader.AskAsync($"CLIENT TRACKING ON REDIRECT {id}"));
        Assert.Equal("$-1\r\n", await reader.AskAsync("GET k"));

        Assert.Equal("+OK\r\n", await reader.AskAsync("SET k 1"));

        var channel = RawConnection.Bulk("__redis__:invalidate");
        Assert.Equal($"*3\r\n$7\r\nmessage\r\n{channel}*1\r\n$1\r\nk\r\n", await subscriber.ReadReplyAsync());
    }

    [Fact]
    public async Task A_redirection_to_one_who_left_is_broken()
    {
        await using var gone = await server.ConnectAsync();
        var id = (await gone.AskAsync("CLIENT ID"))[1..^2];
        await using var reader = await Resp3Async($"CLIENT TRACKING ON REDIRECT {id}");
        Assert.Equal("_\r\n", await reader.AskAsync("GET k"));
        Assert.Equal("+OK\r\n", await gone.AskAsync("QUIT"));

        Assert.Equal("+OK\r\n", await server.AskAsync("SET k 1"));

        Assert.Equal($">2\r\n$21\r\ntracking-redir-broken\r\n:{id}\r\n", await reader.ReadReplyAsync());
    }

    [Fact]
    public async Task A_broadcast_tells_of_all_keys_with_the_prefix()
    {
        await using var reader = await Resp3Async("CLIENT TRACKING ON BCAST PREFIX {x}k NOLOOP");
        Assert.Equal("+OK\r\n", await reader.AskAsync("SET {x}k0 1"));
        Assert.Equal("+OK\r\n", await server.AskAsync("MSET {x}k2 1 {x}l 1 {x}k1 1"));
        Assert.Equal(">2\r\n$10\r\ninvalidate\r\n*2\r\n$5\r\n{x}k1\r\n$5\r\n{x}k2\r\n", await reader.ReadReplyAsync());
    }

    [Fact]
    public async Task Expired_keys_are_told()
    {
        await using var reader = await Resp3Async("CLIENT TRACKING ON");
        Assert.Equal("+OK\r\n", await server.AskAsync("SET k 1 PX 50"));
        Assert.Equal(RawConnection.Bulk("1"), await reader.AskAsync("GET k"));
        Assert.Equal(Invalidate("k"), await reader.ReadReplyAsync());
    }

    [Fact]
    public async Task Numbers_of_tracking_are_in_INFO()
    {
        await using var reader = await Resp3Async("CLIENT TRACKING ON");
        await using var broadcast = await Resp3Async("CLIENT TRACKING ON BCAST PREFIX a PREFIX b");
        await reader.SendAsync(string.Concat(Enumerable.Range(0, Keys).Select(i => $"GET key:{i}\r\n")));
        await reader.ReadRepliesAsync(Keys);

        var info = await server.AskAsync("INFO");

        Assert.Contains("tracking_clients:2\r\n", info);
        Assert.Contains($"tracking_total_keys:{Keys}\r\n", info);
        Assert.Contains($"tracking_total_items:{Keys}\r\n", info);
        Assert.Contains("tracking_total_prefixes:2\r\n", info);
        await server.FlushAsync();
        Assert.Contains("tracking_total_keys:0\r\n", await server.AskAsync("INFO"));
    }

    /// <summary>A reader and a writer go on side by side; what the reader is told of a key comes after the old value it got.</summary>
    [Fact]
    public async Task Nobody_keeps_an_old_value()
    {
        await using var reader = await Resp3Async("CLIENT TRACKING ON");
        await using var writer = await server.ConnectAsync();
        for (var round = 0; round < 20; round++)
        {
            var reads = reader.SendAsync(string.Concat(Enumerable.Range(0, Keys).Select(i => $"GET key:{i}\r\n")) + "PING\r\n");
            var writes = writer.SendAsync(string.Concat(Enumerable.Range(0, Keys).Select(i => $"SET key:{i} {round}\r\n")));
            await Task.WhenAll(reads, writes);
            await writer.ReadRepliesAsync(Keys);
            await AssertToldAsync(reader, $"{round}");
        }
    }

    /// <summary>Every key is either read with its new value, or read with an old one and told of later.</summary>
    private static async Task AssertToldAsync(RawConnection reader, string newValue)
    {
        var old = new HashSet<string>();
        var read = 0;
        while (read <= Keys || old.Count > 0)
        {
            var reply = await reader.ReadReplyAsync();
            if (reply[0] == '>')
                old.Remove(reply.Split("\r\n")[5]);
            else if (reply != "+PONG\r\n" && reply != RawConnection.Bulk(newValue))
                old.Add($"key:{read}");
            read += reply[0] == '>' ? 0 : 1;
        }
    }

    private static string Invalidate(string key) => $">2\r\n$10\r\ninvalidate\r\n*1\r\n{RawConnection.Bulk(key)}";

    private async Task<RawConnection> Resp3Async(string command)
    {
        var connection = await server.ConnectAsync();
        await connection.AskAsync("HELLO 3");
        Assert.Equal("+OK\r\n", await connection.AskAsync(command));
        return connection;
    }
}
