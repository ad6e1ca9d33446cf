using System.Globalization;
using AkkaRedis.Compat.Harness;
using StackExchange.Redis;

namespace AkkaRedis.Compat;

[Collection(OneShard.Name)]
public sealed class StackExchangeOnOneShard(OneShardServer server) : StackExchangeTests(server);

[Collection(FiveShards.Name)]
public sealed class StackExchangeOnFiveShards(FiveShardServer server) : StackExchangeTests(server);

/// <summary>StackExchange.Redis as .NET programs use it: one multiplexer, many callers.</summary>
public abstract class StackExchangeTests(SharedServer server) : IAsyncLifetime
{
    private ConnectionMultiplexer? _multiplexer;

    private ConnectionMultiplexer Multiplexer => _multiplexer ?? throw new InvalidOperationException("not connected");

    private IDatabase Database => Multiplexer.GetDatabase();

    public async Task InitializeAsync()
    {
        await server.FlushAsync();
        _multiplexer = await ConnectionMultiplexer.ConnectAsync(new ConfigurationOptions
        {
            EndPoints = { server.Endpoint },
            ConnectTimeout = 20_000,
            SyncTimeout = 20_000,
            AsyncTimeout = 20_000,
        });
    }

    public async Task DisposeAsync() => await Multiplexer.DisposeAsync();

    [Fact]
    public async Task The_server_introduces_itself()
    {
        var endpoint = Multiplexer.GetServer(server.Endpoint);

        Assert.True(endpoint.IsConnected);
        Assert.Equal(ServerType.Standalone, endpoint.ServerType);
        Assert.True(endpoint.Version >= new Version(5, 0), $"version is {endpoint.Version}");
        Assert.True(await endpoint.PingAsync() > TimeSpan.Zero);
    }

    [Fact]
    public async Task Strings_are_set_changed_and_read()
    {
        Assert.True(await Database.StringSetAsync("text", "hello"));
        Assert.Equal("hello", await Database.StringGetAsync("text"));
        Assert.Equal(11, await Database.StringAppendAsync("text", " world"));
        Assert.Equal("world", await Database.StringGetRangeAsync("text", 6, -1));
        Assert.Equal(5, await Database.StringIncrementAsync("number", 5));
        Assert.Equal(4.5, await Database.StringIncrementAsync("number", -0.5));
        Assert.False(await Database.StringSetAsync("text", "other", when: When.NotExists));
        Assert.Equal("hello world", await Database.StringGetSetAsync("text", "new"));
        Assert.True((await Database.StringGetAsync("none")).IsNull);
        Assert.Equal(["new", "4.5", RedisValue.Null], await Database.StringGetAsync(["text", "number", "none"]));
        Assert.Equal(2, await Database.KeyDeleteAsync(["text", "number", "none"]));
    }

    [Fact]
    public async Task Hashes_are_set_changed_and_read()
    {
        await Database.HashSetAsync("hash", [new HashEntry("name", "Ada"), new HashEntry("born", 1815)]);

        Assert.Equal("Ada", await Database.HashGetAsync("hash", "name"));
        Assert.Equal(1816, await Database.HashIncrementAsync("hash", "born"));
        Assert.Equal(2, await Database.HashLengthAsync("hash"));
        Assert.Equal(
            new Dictionary<string, string> { ["name"] = "Ada", ["born"] = "1816" },
            (await Database.HashGetAllAsync("hash")).ToDictionary(entry => (string)entry.Name!, entry => (string)entry.Value!));
        Assert.True(await Database.HashDeleteAsync("hash", "name"));
        Assert.False(await Database.HashExistsAsync("hash", "name"));
    }

    [Fact]
    public async Task Lists_keep_their_order()
    {
        Assert.Equal(3, await Database.ListRightPushAsync("list", ["b", "c", "d"]));
        Assert.Equal(4, await Database.ListLeftPushAsync("list", "a"));
        Assert.Equal(["a", "b", "c", "d"], await Database.ListRangeAsync("list"));
        Assert.Equal("a", await Database.ListLeftPopAsync("list"));
        Assert.Equal("d", await Database.ListRightPopAsync("list"));
        await Database.ListSetByIndexAsync("list", 0, "x");
        Assert.Equal(["x", "c"], await Database.ListRangeAsync("list"));
        await Assert.ThrowsAsync<RedisServerException>(() => Database.StringIncrementAsync("list"));
    }

    [Fact]
    public async Task Messages_reach_subscribers()
    {
        var subscriber = Multiplexer.GetSubscriber();
        var messages = await subscriber.SubscribeAsync(RedisChannel.Literal("news"));
        Assert.Equal(1, await Database.PublishAsync(RedisChannel.Literal("news"), "hello"));
        Assert.Equal("hello", (await messages.ReadAsync()).Message);
        await messages.UnsubscribeAsync();
        await Eventually.EqualAsync(0, () => Database.PublishAsync(RedisChannel.Literal("news"), "nobody"));
    }

    [Fact]
    public async Task Keys_expire()
    {
        await Database.StringSetAsync("short", "x", TimeSpan.FromMilliseconds(50));
        await Database.StringSetAsync("long", "x", TimeSpan.FromHours(1));

        await Eventually.EqualAsync(false, () => Database.KeyExistsAsync("short"));
        Assert.InRange((await Database.KeyTimeToLiveAsync("long"))!.Value, TimeSpan.FromMinutes(50), TimeSpan.FromHours(1));
        Assert.True(await Database.KeyPersistAsync("long"));
        Assert.Null(await Database.KeyTimeToLiveAsync("long"));
    }

    [Fact]
    public async Task A_batch_gets_its_replies_in_order()
    {
        var batch = Database.CreateBatch();
        var sets = Enumerable.Range(0, 1000).Select(i => batch.StringSetAsync($"batch:{i}", i)).ToList();
        var gets = Enumerable.Range(0, 1000).Select(i => batch.StringGetAsync($"batch:{i}")).ToList();
        batch.Execute();

        Assert.All(await Task.WhenAll(sets), Assert.True);
        Assert.Equal(Enumerable.Range(0, 1000), (await Task.WhenAll(gets)).Select(value => (int)value));
    }

    [Fact]
    public async Task Concurrent_callers_each_get_their_own_replies()
    {
        const int callers = 32;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(() => CallManyAsync(caller))));
        for (var caller = 0; caller < callers; caller++)
            Assert.Equal(250, await Database.StringGetAsync($"caller:{caller}:count"));
        Assert.Equal(callers * 250, await Database.StringGetAsync("shared:count"));
    }

    [Fact]
    public async Task A_transaction_runs_when_its_condition_holds()
    {
        await Database.StringSetAsync("balance", 10);
        var pays = Database.CreateTransaction();
        pays.AddCondition(Condition.StringEqual("balance", 10));
        var left = pays.StringDecrementAsync("balance", 3);
        var expires = pays.KeyExpireAsync("balance", TimeSpan.FromHours(1));

        Assert.True(await pays.ExecuteAsync());
        Assert.Equal(7, await left);
        Assert.True(await expires);
    }

    [Fact]
    public async Task A_transaction_does_nothing_when_its_condition_fails()
    {
        await Database.StringSetAsync("balance", 10);
        var pays = Database.CreateTransaction();
        pays.AddCondition(Condition.StringEqual("balance", 11));
        var left = pays.StringDecrementAsync("balance", 3);

        Assert.False(await pays.ExecuteAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        Assert.Equal(10, await Database.StringGetAsync("balance"));
    }

    [Fact]
    public async Task Concurrent_transactions_on_one_key_lose_no_change()
    {
        await Database.StringSetAsync("counter", 0);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(IncrementByTransactionAsync)));

        Assert.Equal(8 * 25, await Database.StringGetAsync("counter"));
    }

    [Fact]
    public async Task A_scan_gives_every_key()
    {
        var expected = Enumerable.Range(0, 5000).Select(i => $"scan:{i}").ToHashSet();
        await Task.WhenAll(expected.Select(key => Database.StringSetAsync(key, 1)));
        await Database.StringSetAsync("other", 1);
        var seen = new HashSet<string>();
        await foreach (var key in Multiplexer.GetServer(server.Endpoint).KeysAsync(pattern: "scan:*", pageSize: 100))
            seen.Add(key.ToString());

        Assert.Equal(expected, seen);
    }

    [Theory]
    [InlineData(256)]
    [InlineData(1024 * 1024)]
    public async Task Binary_values_come_back_byte_for_byte(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        RedisKey key = new byte[] { 0, 255, 13, 10, 32 };
        await Database.StringSetAsync(key, bytes);

        Assert.Equal(bytes, (byte[]?)await Database.StringGetAsync(key));
    }

    private async Task CallManyAsync(int caller)
    {
        for (var i = 0; i < 250; i++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{caller}/{i}");
            Assert.True(await Database.StringSetAsync($"caller:{caller}:{i % 10}", text));
            Assert.Equal(text, await Database.StringGetAsync($"caller:{caller}:{i % 10}"));
            Assert.Equal(i + 1, await Database.StringIncrementAsync($"caller:{caller}:count"));
            Assert.True(await Database.StringIncrementAsync("shared:count") > 0);
        }
    }

    private async Task IncrementByTransactionAsync()
    {
        for (var done = 0; done < 25;)
        {
            var value = await Database.StringGetAsync("counter");
            var transaction = Database.CreateTransaction();
            transaction.AddCondition(Condition.StringEqual("counter", value));
            _ = transaction.StringSetAsync("counter", (int)value + 1);
            if (await transaction.ExecuteAsync())
                done++;
        }
    }
}
