using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat;

[Collection(OneShard.Name)]
public sealed class ConnectionLeakOnOneShard(OneShardServer server) : ConnectionLeakTests(server);

[Collection(FiveShards.Name)]
public sealed class ConnectionLeakOnFiveShards(FiveShardServer server) : ConnectionLeakTests(server);

[Collection(DotnetSockets.Name)]
public sealed class ConnectionLeakOnDotnetSockets(DotnetSocketsServer server) : ConnectionLeakTests(server);

/// <summary>Ten thousand connections that end at any moment leave no socket, no pooled buffer and no batch behind.</summary>
public abstract class ConnectionLeakTests(SharedServer server)
{
    private const int Batches = 50;
    private const int ConnectionsPerBatch = 200;

    /// <summary>Ways to go: after a whole request, within an argument, within a length, before the replies are read.</summary>
    private static readonly string[] LastWords =
    [
        "PING\r\n",
        "*3\r\n$3\r\nSET\r\n$4\r\nleak\r\n$100000\r\npartly",
        "*2\r\n$",
        "GET large\r\nGET large\r\nGET large\r\nGET large\r\nMGET a b c d e f g h\r\n",
    ];

    [Fact]
    public async Task Ten_thousand_connections_leave_nothing_behind()
    {
        await using var observer = await server.ConnectAsync();
        Assert.Equal("+OK\r\n", await observer.CallAsync("SET", "large", new string('x', 50_000)));
        var before = await HeldWhenAloneAsync(observer);
        for (var batch = 0; batch < Batches; batch++)
            await OpenAndKillAsync(batch);

        await Eventually.EqualAsync(before, () => HeldAsync(observer));
        Assert.Equal("$-1\r\n", await observer.CallAsync("GET", "leak"));
    }

    /// <summary>Half of them with a reset, half with an orderly close; every fourth never says a word.</summary>
    private async Task OpenAndKillAsync(int batch)
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, ConnectionsPerBatch).Select(_ => server.ConnectAsync()));
        for (var i = 0; i < connections.Length; i++)
        {
            if (i % 4 > 0)
                await connections[i].SendAsync(LastWords[(i + batch) % LastWords.Length]);
        }

        for (var i = 0; i < connections.Length; i++)
        {
            if (i % 2 == 0)
                connections[i].Reset();
            else
                await connections[i].DisposeAsync();
        }
    }

    /// <summary>What is held once all that the tests before this one used is given back: the same twice, by one client.</summary>
    private static async Task<string> HeldWhenAloneAsync(RawConnection observer)
    {
        var held = "";
        await Eventually.EqualAsync("connected_clients:1", async () =>
        {
            var last = held;
            held = await HeldAsync(observer);
            return held == last ? held.Split(' ')[0] : $"still changing: {held}";
        });
        return held;
    }

    /// <summary>What the server says it holds: its clients and, from the node, the counters of what must be given back.</summary>
    private static async Task<string> HeldAsync(RawConnection observer)
    {
        string[] counters = ["connected_clients:", "outstanding_", "open_sockets:", "live_connections:"];
        var clients = await observer.AskAsync("INFO clients");
        var own = ServerTarget.IsRedisServer ? "" : await observer.AskAsync("INFO akkaredis");
        var lines = (clients + own).Split("\r\n");
        var held = lines.Where(line => counters.Any(name => line.StartsWith(name, StringComparison.Ordinal))).ToList();
        Assert.True(ServerTarget.IsRedisServer || held.Count == 6, $"INFO akkaredis lacks counters:\n{own}");
        return string.Join(' ', held);
    }
}
