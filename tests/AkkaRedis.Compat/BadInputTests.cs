using System.Text;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat;

[Collection(OneShard.Name)]
public sealed class BadInputOnOneShard(OneShardServer server) : BadInputTests(server);

[Collection(FiveShards.Name)]
public sealed class BadInputOnFiveShards(FiveShardServer server) : BadInputTests(server);

/// <summary>
/// What no good client sends. The answer is Redis' own error on the same connection where the protocol allows one, a protocol
/// error and a close where it does not, and never an effect on anybody else: a bystander is asked after each.
/// </summary>
public abstract class BadInputTests(SharedServer server)
{
    /// <summary>One byte more than a line may have; nothing is left unread, so that the close cannot overtake the error.</summary>
    private const int TooLongLineBytes = 64 * 1024 + 1;

    private const long MegaByte = 1024 * 1024;

    [Theory]
    [InlineData("*abc\r\n", "invalid multibulk length")]
    [InlineData("*9999999999\r\n", "invalid multibulk length")]
    [InlineData("*99999999999999999999\r\n", "invalid multibulk length")]
    [InlineData("*+1\r\n", "invalid multibulk length")]
    [InlineData("*1\r\n$-1\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$-9223372036854775808\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$four\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$ 4\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$536870913\r\n", "invalid bulk length")]
    [InlineData("*1\r\n$99999999999999999999\r\n", "invalid bulk length")]
    [InlineData("*1\r\nPING\r\n", "expected '$', got 'P'")]
    [InlineData("*2\r\n$4\r\nECHO\r\n:1\r\n", "expected '$', got ':'")]
    [InlineData("SET \"unbalanced value\r\n", "unbalanced quotes in request")]
    [InlineData("SET 'value'behind x\r\n", "unbalanced quotes in request")]
    public async Task A_protocol_error_is_told_and_the_connection_closed(string request, string error)
    {
        await AssertProtocolErrorAsync(request, "", error);
    }

    [Theory]
    [InlineData("*", '1', "too big mbulk count string")]
    [InlineData("*1\r\n$", '1', "too big bulk count string")]
    [InlineData("", 'x', "too big inline request")]
    public async Task A_line_without_an_end_is_refused_at_64_KB(string start, char filling, string error)
    {
        // What counts is the unread rest: the header line before it was read already.
        var read = start.LastIndexOf('\n') + 1;
        var request = start.PadRight(read + TooLongLineBytes, filling);

        await AssertProtocolErrorAsync(request, "", error);
    }

    [ToolTheory("redis-server")]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\n\r\nSET cut:off 1\r\n")]
    [InlineData("PING\r\nHost: localhost\r\nSET cut:off 1\r\n")]
    [InlineData("*1\r\n$4\r\npost\r\n*3\r\n$3\r\nSET\r\n$7\r\ncut:off\r\n$1\r\n1\r\n")]
    [InlineData("MULTI\r\nSET cut:off 1\r\nhOsT:\r\nEXEC\r\n")]
    public async Task What_a_browser_sends_is_cut_off_without_a_reply(string request)
    {
        await using var judge = await ServerProcess.StartRedisServerAsync();
        foreach (var endpoint in new[] { judge.Endpoint, server.Endpoint })
        {
            await using var connection = await RawConnection.OpenAsync(endpoint);
            await connection.SendAsync(request);
            Assert.Equal("", await connection.ReadToEndAsync());
            await using var bystander = await RawConnection.OpenAsync(endpoint);
            Assert.Equal(":0\r\n", await bystander.AskAsync("EXISTS cut:off"));
        }
    }

    [NodeFact]
    public async Task More_than_1048576_arguments_are_refused()
    {
        await AssertProtocolErrorAsync("*1048577\r\n", "", "invalid multibulk length");
    }

    [Fact]
    public async Task Commands_before_a_protocol_error_are_answered()
    {
        const string request = "PING\r\n*2\r\n$4\r\nECHO\r\n$2\r\nhi\r\n*x\r\nPING\r\n";

        await AssertProtocolErrorAsync(request, "+PONG\r\n$2\r\nhi\r\n", "invalid multibulk length");
    }

    [Theory]
    [InlineData("*0\r\n")]
    [InlineData("*-1\r\n")]
    [InlineData("*-2147483648\r\n")]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("   \r\n")]
    public async Task Empty_requests_are_passed_over(string request)
    {
        await using var connection = await server.ConnectAsync();
        await connection.SendAsync(request + "PING\r\n");

        Assert.Equal("+PONG\r\n", await connection.ReadReplyAsync());
    }

    [Fact]
    public async Task Wrong_commands_get_errors_and_the_connection_goes_on()
    {
        await using var connection = await server.ConnectAsync();

        Assert.Equal("-ERR unknown command 'nosuch', with args beginning with: 'a' 'b' \r\n", await connection.AskAsync("nosuch a b"));
        Assert.Equal("-ERR unknown command '', with args beginning with: \r\n", await connection.CallAsync(""));
        Assert.Equal("-ERR wrong number of arguments for 'get' command\r\n", await connection.CallAsync("GET"));
        Assert.Equal("-ERR wrong number of arguments for 'set' command\r\n", await connection.CallAsync("SET", "key"));
        Assert.Equal("-ERR syntax error\r\n", await connection.CallAsync("SET", "key", "value", "NOSUCHOPTION"));
        Assert.Equal("-ERR DB index is out of range\r\n", await connection.CallAsync("SELECT", "1000000"));
        Assert.Equal("-ERR value is not an integer or out of range\r\n", await connection.CallAsync("SELECT", "one"));
        Assert.Equal("+PONG\r\n", await connection.CallAsync("PING"));
    }

    [Fact]
    public async Task Unknown_commands_of_binary_and_line_breaks_get_one_line_of_error()
    {
        await using var connection = await server.ConnectAsync();

        Assert.Equal("-ERR unknown command 'a  b', with args beginning with: 'c d' \r\n", await connection.CallAsync("a\r\nb", "c\nd"));
        Assert.Equal("+PONG\r\n", await connection.CallAsync("PING"));
    }

    [Fact]
    public async Task Keys_and_values_of_any_bytes_come_back_as_they_were()
    {
        var allBytes = new string([.. Enumerable.Range(0, 256).Select(i => (char)i)]);
        await using var connection = await server.ConnectAsync();

        Assert.Equal("+OK\r\n", await connection.CallAsync("SET", allBytes, "\r\n" + allBytes));
        Assert.Equal(RawConnection.Bulk("\r\n" + allBytes), await connection.CallAsync("GET", allBytes));
        Assert.Equal(":1\r\n", await connection.CallAsync("DEL", allBytes));
    }

    [Fact]
    public async Task The_empty_key_is_a_key()
    {
        await using var connection = await server.ConnectAsync();

        Assert.Equal("+OK\r\n", await connection.CallAsync("SET", "", "of nothing"));
        Assert.Equal(RawConnection.Bulk("of nothing"), await connection.CallAsync("GET", ""));
        Assert.Equal(":1\r\n", await connection.CallAsync("EXISTS", ""));
        Assert.Equal(":1\r\n", await connection.CallAsync("DEL", ""));
        Assert.Equal("$-1\r\n", await connection.CallAsync("GET", ""));
    }

    [Fact]
    public async Task A_million_element_request_cut_off_midway_does_nothing()
    {
        await server.AskAsync("DEL cut");
        await using (var connection = await server.ConnectAsync())
        {
            var elements = string.Concat(Enumerable.Repeat("$1\r\na\r\n", 500_000));
            await connection.SendAsync("*1048576\r\n$5\r\nRPUSH\r\n$3\r\ncut\r\n" + elements);
        }

        Assert.Equal(":0\r\n", await server.AskAsync("EXISTS cut"));
        await Eventually.EqualAsync("connected_clients:1", ConnectedClientsAsync);
    }

    [Fact]
    public async Task A_request_of_the_most_arguments_is_answered()
    {
        const int mostArguments = 1_048_576;
        await server.AskAsync("DEL all");
        await using var connection = await server.ConnectAsync();
        var elements = string.Concat(Enumerable.Repeat("$1\r\na\r\n", mostArguments - 2));
        await connection.SendAsync($"*{mostArguments}\r\n$5\r\nRPUSH\r\n$3\r\nall\r\n{elements}");

        Assert.Equal($":{mostArguments - 2}\r\n", await connection.ReadReplyAsync());
        Assert.Equal(":1\r\n", await connection.CallAsync("DEL", "all"));
    }

    [Fact]
    public async Task A_client_that_vanishes_in_the_middle_of_a_request_leaves_nothing()
    {
        await using var bystander = await server.ConnectAsync();
        await bystander.CallAsync("DEL", "vanished");
        var vanishing = await server.ConnectAsync();
        await vanishing.SendAsync("PING\r\n*3\r\n$3\r\nSET\r\n$8\r\nvanished\r\n$1000000\r\nonly the start");
        Assert.Equal("+PONG\r\n", await vanishing.ReadReplyAsync());
        vanishing.Reset();

        Assert.Equal(":0\r\n", await bystander.CallAsync("EXISTS", "vanished"));
        await Eventually.EqualAsync("connected_clients:1", () => ConnectedClientsAsync(bystander));
    }

    [Fact]
    public async Task A_client_that_vanishes_before_its_replies_is_closed()
    {
        await using var bystander = await server.ConnectAsync();
        await bystander.CallAsync("SET", "large", new string('x', 100_000));
        for (var i = 0; i < 20; i++)
        {
            var vanishing = await server.ConnectAsync();
            await vanishing.SendAsync(string.Concat(Enumerable.Repeat("GET large\r\n", 100)));
            vanishing.Reset();
        }

        await Eventually.EqualAsync("connected_clients:1", () => ConnectedClientsAsync(bystander));
    }

    /// <summary>Half a gigabyte is a legal length, so it must cost nothing to have announced it.</summary>
    [Fact]
    public async Task Announced_bytes_that_never_come_take_no_memory()
    {
        const int clients = 64;
        var before = server.Process.ResidentBytes();
        var connections = new List<RawConnection>();
        try
        {
            for (var i = 0; i < clients; i++)
            {
                connections.Add(await server.ConnectAsync());
                await connections[^1].SendAsync($"PING\r\n*2\r\n$3\r\nGET\r\n${512 * MegaByte}\r\nstart");
                Assert.Equal("+PONG\r\n", await connections[^1].ReadReplyAsync());
            }

            Assert.Equal("+PONG\r\n", await server.AskAsync("PING"));
            Assert.InRange(server.Process.ResidentBytes() - before, long.MinValue, 256 * MegaByte);
        }
        finally
        {
            connections.ForEach(connection => connection.Reset());
        }

        await Eventually.EqualAsync("connected_clients:1", ConnectedClientsAsync);
    }

    private async Task AssertProtocolErrorAsync(string request, string repliesBefore, string error)
    {
        await using var bystander = await server.ConnectAsync();
        await using var connection = await server.ConnectAsync();
        await connection.SendAsync(request);

        Assert.Equal($"{repliesBefore}-ERR Protocol error: {error}\r\n", await connection.ReadToEndAsync());
        Assert.Equal("+PONG\r\n", await bystander.AskAsync("PING"));
    }

    private async Task<string> ConnectedClientsAsync()
    {
        await using var connection = await server.ConnectAsync();
        return await ConnectedClientsAsync(connection);
    }

    private static async Task<string> ConnectedClientsAsync(RawConnection connection)
    {
        var lines = (await connection.AskAsync("INFO clients")).Split("\r\n");
        return lines.First(line => line.StartsWith("connected_clients:", StringComparison.Ordinal));
    }
}
