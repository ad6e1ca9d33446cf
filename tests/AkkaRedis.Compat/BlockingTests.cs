using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat;

[Collection(OneShard.Name)]
public sealed class BlockingOnOneShard(OneShardServer server) : BlockingTests(server);

[Collection(FiveShards.Name)]
public sealed class BlockingOnFiveShards(FiveShardServer server) : BlockingTests(server);

/// <summary>Commands that wait for keys, over real connections: served, timed out, unblocked, killed, hung up.</summary>
public abstract class BlockingTests(SharedServer server) : IAsyncLifetime
{
    public Task InitializeAsync() => server.FlushAsync();

    public Task DisposeAsync() => server.FlushAsync();

    [Fact]
    public async Task Waiting_clients_are_served_in_the_order_in_which_they_came()
    {
        var waiting = new List<RawConnection>();
        for (var i = 0; i < 20; i++)
        {
            waiting.Add(await server.ConnectAsync());
            await waiting[^1].SendAsync("BLPOP queue 0\r\n");
            await BlockedClientsAsync(i + 1);
        }

        Assert.Equal(":20\r\n", await server.AskAsync("RPUSH queue " + string.Join(' ', Enumerable.Range(0, 20))));

        for (var i = 0; i < waiting.Count; i++)
        {
            Assert.Equal($"*2\r\n{RawConnection.Bulk("queue")}{RawConnection.Bulk($"{i}")}", await waiting[i].ReadReplyAsync());
            await waiting[i].DisposeAsync();
        }

        await BlockedClientsAsync(0);
    }

    [Theory]
    [InlineData("BZPOPMIN queue 0", "*3\r\n$5\r\nqueue\r\n$1\r\na\r\n$1\r\n1\r\n")]
    [InlineData("BZPOPMAX queue 0", "*3\r\n$5\r\nqueue\r\n$1\r\nb\r\n$1\r\n2\r\n")]
    [InlineData("BZMPOP 0 1 queue MAX", "*2\r\n$5\r\nqueue\r\n*1\r\n*2\r\n$1\r\nb\r\n$1\r\n2\r\n")]
    public async Task A_sorted_set_serves_who_waits_for_one(string command, string reply)
    {
        await using var client = await server.ConnectAsync();
        await client.SendAsync(command + "\r\n");
        await BlockedClientsAsync(1);
        Assert.Equal(":2\r\n", await server.AskAsync("ZADD queue 1 a 2 b"));
        Assert.Equal(reply, await client.ReadReplyAsync());
    }

    [Fact]
    public async Task A_wait_ends_with_its_time()
    {
        await using var client = await server.ConnectAsync();
        Assert.Equal("*-1\r\n", await client.AskAsync("BLPOP queue 0.01"));
        Assert.Equal("*-1\r\n", await client.AskAsync("BLMOVE queue queue LEFT RIGHT 0.05"));
        Assert.Equal("*-1\r\n", await client.AskAsync("BZPOPMIN queue 0.05"));
        Assert.Equal("+PONG\r\n", await client.AskAsync("PING"));
    }

    [Fact]
    public async Task Commands_behind_wait_and_are_answered_in_order()
    {
        await using var client = await server.ConnectAsync();
        await client.SendAsync("SET before 1\r\nBLPOP queue 0\r\nSET after 1\r\nGET before\r\n");
        Assert.Equal("+OK\r\n", await client.ReadReplyAsync());
        await BlockedClientsAsync(1);
        Assert.Equal("$-1\r\n", await server.AskAsync("GET after"));
        Assert.Equal(":1\r\n", await server.AskAsync("RPUSH queue x"));
        Assert.Equal("*2\r\n$5\r\nqueue\r\n$1\r\nx\r\n+OK\r\n$1\r\n1\r\n", await client.ReadRepliesAsync(3));
    }

    [Theory]
    [InlineData("", "*-1\r\n")]
    [InlineData(" TIMEOUT", "*-1\r\n")]
    [InlineData(" ERROR", "-UNBLOCKED client unblocked via CLIENT UNBLOCK\r\n")]
    public async Task A_client_is_unblocked(string reason, string reply)
    {
        await using var client = await server.ConnectAsync();
        var id = (await client.AskAsync("CLIENT ID"))[1..^2];
        await client.SendAsync("BRPOP queue 0\r\n");
        await BlockedClientsAsync(1);
        Assert.Contains(" flags=b ", await server.AskAsync($"CLIENT LIST ID {id}"));
        Assert.Equal(":1\r\n", await server.AskAsync($"CLIENT UNBLOCK {id}{reason}"));
        Assert.Equal(reply, await client.ReadReplyAsync());
        await BlockedClientsAsync(0);
        Assert.Equal("+PONG\r\n", await client.AskAsync("PING"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_is_gone_takes_nothing(bool isKilled)
    {
        await using var client = await server.ConnectAsync();
        var id = (await client.AskAsync("CLIENT ID"))[1..^2];
        await client.SendAsync("BLPOP queue 0\r\nSET behind 1\r\n");
        await BlockedClientsAsync(1);
        if (isKilled)
            Assert.Equal(":1\r\n", await server.AskAsync($"CLIENT KILL ID {id}"));
        else
            client.Reset();
        await BlockedClientsAsync(0);
        Assert.Equal(":1\r\n", await server.AskAsync("RPUSH queue x"));
        Assert.Equal(":1\r\n", await server.AskAsync("LLEN queue"));
        Assert.Equal("$-1\r\n", await server.AskAsync("GET behind"));
    }

    private Task BlockedClientsAsync(int count) => Eventually.EqualAsync(true, async () =>
        (await server.AskAsync("INFO clients")).Contains($"blocked_clients:{count}\r\n", StringComparison.Ordinal));
}
