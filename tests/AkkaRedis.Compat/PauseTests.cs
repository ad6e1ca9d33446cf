using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat;

[Collection(OneShard.Name)]
public sealed class PauseOnOneShard(OneShardServer server) : PauseTests(server);

[Collection(FiveShards.Name)]
public sealed class PauseOnFiveShards(FiveShardServer server) : PauseTests(server);

/// <summary>CLIENT PAUSE over real connections.</summary>
public abstract class PauseTests(SharedServer server) : IAsyncLifetime
{
    public Task InitializeAsync() => server.FlushAsync();

    public async Task DisposeAsync() => Assert.Equal("+OK\r\n", await server.AskAsync("CLIENT UNPAUSE"));

    [Fact]
    public async Task Writes_of_many_clients_wait_and_go_on_together()
    {
        Assert.Equal("+OK\r\n", await server.AskAsync("CLIENT PAUSE 60000 WRITE"));
        var clients = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => server.ConnectAsync()));
        for (var i = 0; i < clients.Length; i++)
            await clients[i].SendAsync($"GET key:{i}\r\nSET key:{i} {i}\r\nGET key:{i}\r\n");
        foreach (var client in clients)
            Assert.Equal("$-1\r\n", await client.ReadReplyAsync());
        await BlockedClientsAsync(clients.Length);
        Assert.Equal(":0\r\n", await server.AskAsync("DBSIZE"));

        Assert.Equal("+OK\r\n", await server.AskAsync("CLIENT UNPAUSE"));

        for (var i = 0; i < clients.Length; i++)
        {
            Assert.Equal($"+OK\r\n{RawConnection.Bulk($"{i}")}", await clients[i].ReadRepliesAsync(2));
            await clients[i].DisposeAsync();
        }
    }

    [Fact]
    public async Task A_pause_of_all_ends_by_itself()
    {
        await using var client = await server.ConnectAsync();
        Assert.Equal("+OK\r\n", await client.AskAsync("CLIENT PAUSE 200"));
        Assert.Equal("+PONG\r\n", await client.AskAsync("PING"));
        Assert.Equal("+OK\r\n", await client.AskAsync("SET k 1"));
    }

    [Fact]
    public async Task A_client_that_hangs_up_meanwhile_has_done_nothing()
    {
        Assert.Equal("+OK\r\n", await server.AskAsync("CLIENT PAUSE 60000 WRITE"));
        await using var client = await server.ConnectAsync();
        await client.SendAsync("SET k 1\r\n");
        await BlockedClientsAsync(1);
        client.Reset();
        await BlockedClientsAsync(0);
        Assert.Equal("+OK\r\n", await server.AskAsync("CLIENT UNPAUSE"));
        Assert.Equal("$-1\r\n", await server.AskAsync("GET k"));
    }

    [Fact]
    public async Task Keys_past_their_time_stay_as_long_as_it_lasts()
    {
        await using var client = await server.ConnectAsync();
        await client.SendAsync("SET k 1 PX 500\r\nCLIENT PAUSE 60000 WRITE\r\n");
        Assert.Equal("+OK\r\n+OK\r\n", await client.ReadRepliesAsync(2));
        await Eventually.EqualAsync("$-1\r\n", () => server.AskAsync("GET k"));
        Assert.Equal(":1\r\n", await server.AskAsync("DBSIZE"));
        Assert.Equal("+OK\r\n", await server.AskAsync("CLIENT UNPAUSE"));
        await Eventually.EqualAsync(":0\r\n", () => server.AskAsync("DBSIZE"));
    }

    private Task BlockedClientsAsync(int count) => Eventually.EqualAsync(true, async () =>
        (await server.AskAsync("INFO clients")).Contains($"blocked_clients:{count}\r\n", StringComparison.Ordinal));
}
