using System.Text;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat;

[Collection(OneShard.Name)]
public sealed class LongCommandsOnOneShard(OneShardServer server) : LongCommandTests(server);

[Collection(FiveShards.Name)]
public sealed class LongCommandsOnFiveShards(FiveShardServer server) : LongCommandTests(server);

[Collection(DotnetSockets.Name)]
public sealed class LongCommandsOnDotnetSockets(DotnetSocketsServer server) : LongCommandTests(server);

/// <summary>A command that walks everything a shard has does not keep other connections waiting until it is done.</summary>
public abstract class LongCommandTests(SharedServer server) : IAsyncLifetime
{
    private const int Keys = 500_000;
    private const int KeysPerRequest = 1000;
    private const int Walks = 10;
    private const int Bystanders = 8;
    private const int LeastRepliesMeanwhile = 10;

    public Task InitializeAsync() => server.FlushAsync();

    public Task DisposeAsync() => server.FlushAsync();

    [NodeFact]
    public async Task Other_connections_are_answered_while_KEYS_walks_the_database()
    {
        await using var walker = await server.ConnectAsync();
        await FillAsync(walker);
        var connections = await Task.WhenAll(Enumerable.Range(0, Bystanders).Select(_ => server.ConnectAsync()));
        using var walking = new CancellationTokenSource();

        await walker.SendAsync(string.Concat(Enumerable.Repeat(RawConnection.Resp("KEYS", "nothing-is-called-so"), Walks)));
        var counts = connections.Select((c, i) => CountRepliesAsync(c, $"key:{i}", walking.Token)).ToArray();
        for (var walk = 0; walk < Walks; walk++)
            Assert.Equal("*0\r\n", await walker.ReadReplyAsync());
        await walking.CancelAsync();

        // The connections are spread over the socket threads, so one of them shares the walker's.
        Assert.All(await Task.WhenAll(counts), count => Assert.InRange(count, LeastRepliesMeanwhile, int.MaxValue));
        foreach (var connection in connections)
            await connection.DisposeAsync();
    }

    private static async Task<int> CountRepliesAsync(RawConnection connection, string key, CancellationToken walking)
    {
        var count = 0;
        for (; !walking.IsCancellationRequested; count++)
            Assert.Equal("$1\r\nv\r\n", await connection.CallAsync("GET", key));
        return count;
    }

    private static async Task FillAsync(RawConnection connection)
    {
        for (var first = 0; first < Keys; first += KeysPerRequest)
        {
            var requests = new StringBuilder();
            for (var i = first; i < first + KeysPerRequest; i++)
                requests.Append(RawConnection.Resp("SET", $"key:{i}", "v"));
            await connection.SendAsync(requests.ToString());
            await connection.ReadRepliesAsync(KeysPerRequest);
        }
    }
}
