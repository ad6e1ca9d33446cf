using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat;

[Collection(OneShard.Name)]
public sealed class PubSubOnOneShard(OneShardServer server) : PubSubTests(server);

[Collection(FiveShards.Name)]
public sealed class PubSubOnFiveShards(FiveShardServer server) : PubSubTests(server);

/// <summary>Messages and key events over real connections.</summary>
public abstract class PubSubTests(SharedServer server) : IAsyncLifetime
{
    private const int MessageBytes = 100_000;

    public Task InitializeAsync() => server.FlushAsync();

    public async Task DisposeAsync()
    {
        await server.AskAsync("CONFIG SET notify-keyspace-events \"\"");
        await server.AskAsync("CONFIG SET client-output-buffer-limit \"pubsub 33554432 8388608 60\"");
    }

    [Fact]
    public async Task All_subscribers_get_all_messages_in_order()
    {
        const int messages = 2000;
        var subscribers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => server.ConnectAsync()));
        foreach (var subscriber in subscribers)
            Assert.Equal("*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n", await subscriber.AskAsync("SUBSCRIBE news"));
        await using var publisher = await server.ConnectAsync();

        await publisher.SendAsync(string.Concat(Enumerable.Range(0, messages).Select(i => $"PUBLISH news {i}\r\n")));

        Assert.Equal(string.Concat(Enumerable.Repeat(":5\r\n", messages)), await publisher.ReadRepliesAsync(messages));
        foreach (var subscriber in subscribers)
        {
            for (var i = 0; i < messages; i++)
                Assert.Equal($"*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n{RawConnection.Bulk($"{i}")}", await subscriber.ReadReplyAsync());
            await subscriber.DisposeAsync();
        }

        await Eventually.EqualAsync(":0\r\n", () => publisher.AskAsync("PUBLISH news nobody"));
    }

    [Fact]
    public async Task A_subscriber_that_does_not_read_is_closed_and_holds_nobody_up()
    {
        Assert.Equal("+OK\r\n", await server.AskAsync("CONFIG SET client-output-buffer-limit \"pubsub 1mb 0 0\""));
        await using var silent = await RawConnection.OpenAsync(server.Endpoint, receiveBufferBytes: 64 * 1024);
        Assert.Equal("*3\r\n$9\r\nsubscribe\r\n$4\r\nnews\r\n:1\r\n", await silent.AskAsync("SUBSCRIBE news"));
        await using var publisher = await server.ConnectAsync();
        var message = new string('m', MessageBytes);

        await Eventually.EqualAsync(":0\r\n", () => publisher.CallAsync("PUBLISH", "news", message));
    }

    [Fact]
    public async Task Events_of_keys_are_published()
    {
        Assert.Equal("+OK\r\n", await server.AskAsync("CONFIG SET notify-keyspace-events KEA"));
        await using var subscriber = await server.ConnectAsync();
        const string pattern = "$15\r\n__key*@0__:job*\r\n";
        Assert.Equal($"*3\r\n$10\r\npsubscribe\r\n{pattern}:1\r\n", await subscriber.AskAsync("PSUBSCRIBE __key*@0__:job*"));
        await using var client = await server.ConnectAsync();

        Assert.Equal(":1\r\n", await client.AskAsync("RPUSH jobs x"));
        Assert.Equal("*2\r\n$4\r\njobs\r\n$1\r\nx\r\n", await client.AskAsync("BLPOP jobs 0"));
        Assert.Equal("+OK\r\n", await client.AskAsync("SET job:1 x PX 1"));

        foreach (var (key, name) in ((string, string)[])[("jobs", "rpush"), ("jobs", "lpop"), ("jobs", "del"), ("job:1", "set"),
            ("job:1", "expire"), ("job:1", "expired")])
        {
            var channel = RawConnection.Bulk($"__keyspace@0__:{key}");
            Assert.Equal($"*4\r\n$8\r\npmessage\r\n{pattern}{channel}{RawConnection.Bulk(name)}", await subscriber.ReadReplyAsync());
        }
    }
}
