using System.Text;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat;

[Collection(OneShard.Name)]
public sealed class FramingOnOneShard(OneShardServer server) : FramingTests(server);

[Collection(FiveShards.Name)]
public sealed class FramingOnFiveShards(FiveShardServer server) : FramingTests(server);

[Collection(DotnetSockets.Name)]
public sealed class FramingOnDotnetSockets(DotnetSocketsServer server) : FramingTests(server);

/// <summary>How bytes are cut on their way is nobody's business: same bytes, same replies, in the order of the requests.</summary>
public abstract class FramingTests(SharedServer server) : IAsyncLifetime
{
    private const string Requests =
        "PING\r\n" +
        "*3\r\n$3\r\nSET\r\n$5\r\nalpha\r\n$4\r\n\r\n\r\n\r\n" +
        "*2\r\n$3\r\nGET\r\n$5\r\nalpha\r\n" +
        "set beta \"a b\\x00\\n\" \r\n" +
        "*0\r\n" +
        "get 'beta'\n" +
        "*2\r\n$6\r\nLPUSHX\r\n$4\r\nbeta\r\n" +
        "*4\r\n$5\r\nRPUSH\r\n$5\r\ngamma\r\n$1\r\n1\r\n$0\r\n\r\n" +
        "*4\r\n$6\r\nLRANGE\r\n$5\r\ngamma\r\n$1\r\n0\r\n$2\r\n-1\r\n" +
        "*2\r\n$4\r\nINCR\r\n$5\r\nalpha\r\n" +
        "MGET alpha beta gamma none\r\n" +
        "DEL alpha beta gamma\r\n";

    private const string Replies =
        "+PONG\r\n+OK\r\n$4\r\n\r\n\r\n\r\n+OK\r\n$5\r\na b\0\n\r\n" +
        "-ERR wrong number of arguments for 'lpushx' command\r\n:2\r\n*2\r\n$1\r\n1\r\n$0\r\n\r\n" +
        "-ERR value is not an integer or out of range\r\n" +
        "*4\r\n$4\r\n\r\n\r\n\r\n$5\r\na b\0\n\r\n$-1\r\n$-1\r\n:3\r\n";

    public Task InitializeAsync() => server.FlushAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Requests_cut_in_two_at_any_byte_get_the_same_replies()
    {
        await using var other = await server.ConnectAsync();
        await using var connection = await server.ConnectAsync();
        for (var cut = 0; cut <= Requests.Length; cut++)
        {
            await connection.SendAsync(Requests[..cut]);
            // A round trip beside it gives the server the time to read the first part by itself.
            Assert.Equal("+PONG\r\n", await other.AskAsync("PING"));
            await connection.SendAsync(Requests[cut..]);

            Assert.True(Replies == await ReadAsManyAsync(connection), $"other replies when cut at byte {cut}");
        }
    }

    [Fact]
    public async Task Requests_sent_byte_by_byte_get_the_same_replies()
    {
        await using var connection = await server.ConnectAsync();
        foreach (var letter in Requests)
            await connection.SendAsync(letter.ToString());

        Assert.Equal(Replies, await ReadAsManyAsync(connection));
    }

    [Fact]
    public async Task Ten_thousand_commands_in_one_write_are_answered_in_order()
    {
        const int commands = 10_000;
        await using var connection = await server.ConnectAsync();
        var requests = Enumerable.Range(0, commands).Select(i => (i % 4) switch
        {
            0 => RawConnection.Resp("SET", $"key:{i}", $"{i}"),
            1 => RawConnection.Resp("GET", $"key:{i - 1}"),
            2 => RawConnection.Resp("ECHO", $"{i}"),
            _ => RawConnection.Resp("INCR", $"key:{i - 3}"),
        });
        var replies = Enumerable.Range(0, commands).Select(i => (i % 4) switch
        {
            0 => "+OK\r\n",
            1 => RawConnection.Bulk($"{i - 1}"),
            2 => RawConnection.Bulk($"{i}"),
            _ => $":{i - 2}\r\n",
        });
        await connection.SendAsync(string.Concat(requests));

        Assert.Equal(string.Concat(replies), await connection.ReadRepliesAsync(commands));
    }

    [Theory]
    [InlineData("PING", "+PONG\r\n")]
    [InlineData("ping hello", "$5\r\nhello\r\n")]
    [InlineData("  ECHO   spaced  ", "$6\r\nspaced\r\n")]
    [InlineData("ECHO \"two words\"", "$9\r\ntwo words\r\n")]
    [InlineData("ECHO 'two words'", "$9\r\ntwo words\r\n")]
    [InlineData("ECHO 'it\\'s'", "$4\r\nit's\r\n")]
    [InlineData("ECHO \"\\x41\\n\\r\\t\\b\\a\\\\\\\"\"", "$8\r\nA\n\r\t\b\a\\\"\r\n")]
    [InlineData("ECHO '\\n'", "$2\r\n\\n\r\n")]
    [InlineData("ECHO \"\"", "$0\r\n\r\n")]
    [InlineData("ECHO \"\\xZZ\"", "$3\r\nxZZ\r\n")]
    [InlineData("\"ECHO\" a", "$1\r\na\r\n")]
    public async Task Inline_commands_are_split_as_redis_splits_them(string command, string reply)
    {
        await using var connection = await server.ConnectAsync();

        Assert.Equal(reply, await connection.AskAsync(command));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(16 * 1024)]
    [InlineData(64 * 1024)]
    [InlineData(1_000_000)]
    [InlineData(20_000_000)]
    public async Task Values_of_any_size_come_back_whole(int length)
    {
        var value = string.Create(length, length, static (text, seed) =>
        {
            var random = new Random(seed);
            for (var i = 0; i < text.Length; i++)
                text[i] = (char)random.Next(256);
        });
        await using var connection = await server.ConnectAsync();

        Assert.Equal("+OK\r\n", await connection.CallAsync("SET", "value", value));
        Assert.True(RawConnection.Bulk(value) == await connection.CallAsync("GET", "value"), $"another value of {length} bytes came back");
    }

    [Fact]
    public async Task Hello_switches_the_protocol_for_this_connection_only()
    {
        await using var two = await server.ConnectAsync();
        await using var three = await server.ConnectAsync();

        Assert.StartsWith("%7\r\n$6\r\nserver\r\n", await three.AskAsync("HELLO 3"), StringComparison.Ordinal);
        Assert.StartsWith("*14\r\n$6\r\nserver\r\n", await two.AskAsync("HELLO 2"), StringComparison.Ordinal);
        Assert.Equal("_\r\n", await three.AskAsync("GET none"));
        Assert.Equal("$-1\r\n", await two.AskAsync("GET none"));
        Assert.Equal("-NOPROTO unsupported protocol version\r\n", await three.AskAsync("HELLO 4"));
        Assert.Equal(":1\r\n", await three.AskAsync("HSET hash f v"));
        Assert.Equal("%1\r\n$1\r\nf\r\n$1\r\nv\r\n", await three.AskAsync("HGETALL hash"));
        Assert.Equal("*2\r\n$1\r\nf\r\n$1\r\nv\r\n", await two.AskAsync("HGETALL hash"));
    }

    private static async Task<string> ReadAsManyAsync(RawConnection connection)
    {
        const int repliesOfTranscript = 11;
        return await connection.ReadRepliesAsync(repliesOfTranscript);
    }
}
