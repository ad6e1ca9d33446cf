using System.Globalization;
using AkkaRedis.Compat.Differential;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat;

/// <summary>A node that nobody else's data is in while its limit is low.</summary>
public sealed class LimitedServer() : SharedServer(shards: 1);

/// <summary>The memory limit as redis-server keeps it: the same refusals, and as good a choice of what goes.</summary>
public sealed class MemoryLimitTests(LimitedServer server, JudgeServer judge)
    : IClassFixture<LimitedServer>, IClassFixture<JudgeServer>, IAsyncLifetime
{
    private const int Keys = 4000;

    /// <summary>What both servers may count above the limit: the buffers of the connection that asks, and INFO's own text.</summary>
    private const int AskingBytes = 64 << 10;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await server.AskAsync("CONFIG SET maxmemory 0 maxmemory-policy noeviction");
        await server.FlushAsync();
    }

    [ToolTheory("redis-server")]
    [InlineData("SET k v", "GET k", "DEL k", "SET k v")]
    [InlineData("MULTI", "SET k v", "EXEC", "GET k")]
    [InlineData("MULTI", "GET k", "DISCARD", "PING")]
    [InlineData("MULTI", "PING", "EXEC", "PING")]
    [InlineData("WATCH k", "MULTI", "EXEC", "UNWATCH")]
    [InlineData("LPUSH l a", "EXPIRE k 10", "BLMOVE k k LEFT LEFT 0", "BLPOP k 0.01")]
    [InlineData("CONFIG SET maxmemory-policy sometimes", "CONFIG SET maxmemory -1", "CONFIG SET maxmemory-samples 0", "PING")]
    [InlineData("CONFIG SET maxmemory-eviction-tenacity 101", "CONFIG SET lfu-log-factor -1", "CONFIG GET lfu-decay-time", "PING")]
    [InlineData("CONFIG GET maxmemory-policy", "CONFIG GET maxmemory-samples", "CONFIG GET maxmemory", "CONFIG GET lfu-log-factor")]
    [InlineData("OBJECT FREQ k", "OBJECT IDLETIME k", "CONFIG SET maxmemory-policy AllKeys-LFU", "OBJECT IDLETIME k")]
    public async Task Above_the_limit_replies_are_those_of_redis_server(params string[] requests)
    {
        await using var judging = await judge.ConnectAsync();
        await using var judged = await server.ConnectAsync();
        foreach (var connection in new[] { judging, judged })
        {
            await connection.AskAsync("CONFIG SET maxmemory 0 maxmemory-policy noeviction");
            await connection.AskAsync("SET k v");
            await connection.AskAsync("CONFIG SET maxmemory 1");
        }

        foreach (var request in requests)
            Assert.Equal(await judging.AskAsync(request), await judged.AskAsync(request));
    }

    [ToolFact("redis-server")]
    public async Task Keys_used_often_stay_as_on_redis_server()
    {
        await using var judging = await judge.ConnectAsync();
        await using var judged = await server.ConnectAsync();
        var expected = await ShareOfUsedKeysLeftAsync(judging);
        var share = await ShareOfUsedKeysLeftAsync(judged);
        Assert.InRange(expected, 0.8, 1);
        Assert.InRange(share, expected - 0.05, 1);
    }

    [ToolTheory("redis-server")]
    [InlineData("volatile-lru")]
    [InlineData("volatile-lfu")]
    [InlineData("volatile-random")]
    [InlineData("volatile-ttl")]
    public async Task The_limit_holds_and_keys_that_do_not_expire_stay(string policy)
    {
        await using var client = await server.ConnectAsync();
        Assert.Equal("+OK\r\n", await client.AskAsync($"CONFIG SET maxmemory 4mb maxmemory-policy {policy}"));
        Assert.Equal("+OK\r\n", await client.AskAsync("CONFIG RESETSTAT"));
        await SetAsync(client, "keep:", 1000, "");
        await SetAsync(client, "go:", 50_000, " PX 10000000");
        Assert.Equal(1000, await CountAsync(client, "keep:", 1000));
        Assert.InRange(await FieldAsync(client, "evicted_keys"), 30_000, 50_000);
        var counted = await FieldAsync(client, "used_memory") - await FieldAsync(client, "mem_not_counted_for_evict");
        Assert.InRange(counted, 3 << 20, (4 << 20) + AskingBytes);
    }

    /// <summary>Every tenth key is read often; then the limit lets only half of all stay.</summary>
    private static async Task<double> ShareOfUsedKeysLeftAsync(RawConnection server)
    {
        await server.AskAsync("CONFIG SET maxmemory 0 maxmemory-policy allkeys-lfu maxmemory-samples 5");
        await server.AskAsync("FLUSHALL");
        await server.AskAsync("SET first x");
        var empty = await FieldAsync(server, "used_memory");
        await SetAsync(server, "key:", Keys, "");
        for (var i = 0; i < Keys; i += 10)
        {
            await server.SendAsync(string.Concat(Enumerable.Repeat($"GET key:{i}\r\n", 40)));
            await server.ReadRepliesAsync(40);
        }

        var used = await FieldAsync(server, "used_memory");
        var notCounted = await FieldAsync(server, "mem_not_counted_for_evict");
        var limit = used - notCounted - ((used - empty) / 2);
        Assert.Equal("+OK\r\n", await server.AskAsync($"CONFIG SET maxmemory {limit}"));
        await Eventually.EqualAsync(true, async () =>
            await FieldAsync(server, "used_memory") - await FieldAsync(server, "mem_not_counted_for_evict") <= limit + AskingBytes);
        var left = 0;
        for (var i = 0; i < Keys; i += 10)
            left += await server.AskAsync($"EXISTS key:{i}") == ":1\r\n" ? 1 : 0;
        return left / (Keys / 10.0);
    }

    private static async Task SetAsync(RawConnection server, string prefix, int keys, string options)
    {
        const int atOnce = 100;
        for (var i = 0; i < keys; i += atOnce)
        {
            await server.SendAsync(string.Concat(
                Enumerable.Range(i, atOnce).Select(n => $"SET {prefix}{n} {new string('x', 200)}{options}\r\n")));
            Assert.DoesNotContain("-", await server.ReadRepliesAsync(atOnce), StringComparison.Ordinal);
        }
    }

    private static async Task<int> CountAsync(RawConnection server, string prefix, int keys)
    {
        await server.SendAsync(string.Concat(Enumerable.Range(0, keys).Select(n => $"EXISTS {prefix}{n}\r\n")));
        return (await server.ReadRepliesAsync(keys)).Count(c => c == '1');
    }

    private static async Task<long> FieldAsync(RawConnection server, string name)
    {
        var info = await server.AskAsync("INFO everything");
        var start = info.IndexOf($"\n{name}:", StringComparison.Ordinal) + name.Length + 2;
        return long.Parse(info[start..info.IndexOf('\r', start)], CultureInfo.InvariantCulture);
    }
}
