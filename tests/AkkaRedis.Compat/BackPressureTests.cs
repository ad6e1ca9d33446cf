using System.Text;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat;

[Collection(OneShard.Name)]
public sealed class BackPressureOnOneShard(OneShardServer server) : BackPressureTests(server);

[Collection(FiveShards.Name)]
public sealed class BackPressureOnFiveShards(FiveShardServer server) : BackPressureTests(server);

[Collection(DotnetSockets.Name)]
public sealed class BackPressureOnDotnetSockets(DotnetSocketsServer server) : BackPressureTests(server);

/// <summary>A client that asks without reading is not read any more; its replies do not pile up and nobody waits for it.</summary>
public abstract class BackPressureTests(SharedServer server) : IAsyncLifetime
{
    private const int Keys = 16;
    private const int Requests = 6000;
    private const int ValueBytes = 128 * 1024;
    private const long GrowthLimitBytes = 256L * 1024 * 1024;

    public Task InitializeAsync() => server.FlushAsync();

    public Task DisposeAsync() => server.FlushAsync();

    [Fact]
    public async Task A_client_that_does_not_read_is_served_in_order_when_it_reads_again()
    {
        await using var bystander = await server.ConnectAsync();
        await SetValuesAsync(bystander);
        var before = server.Process.ResidentBytes();
        await using var silent = await RawConnection.OpenAsync(server.Endpoint, receiveBufferBytes: 64 * 1024);
        var sending = silent.SendAsync(string.Concat(Enumerable.Range(0, Requests).Select(i => $"GET value:{i % Keys}\r\n")));

        var peak = await WatchMemoryAsync(bystander);

        // redis-server itself has no limit for ordinary clients unless it is given one.
        if (!ServerTarget.IsRedisServer)
            Assert.InRange(peak - before, long.MinValue, GrowthLimitBytes);
        for (var i = 0; i < Requests; i++)
            await AssertValueAsync(silent, i);
        await sending;
        Assert.Equal("+PONG\r\n", await silent.AskAsync("PING"));
    }

    private static async Task SetValuesAsync(RawConnection connection)
    {
        for (var key = 0; key < Keys; key++)
            Assert.Equal("+OK\r\n", await connection.CallAsync("SET", $"value:{key}", new string((char)('a' + key), ValueBytes)));
    }

    /// <summary>The most memory the server had while another client made a few thousand requests, all of them answered.</summary>
    private async Task<long> WatchMemoryAsync(RawConnection bystander)
    {
        var peak = 0L;
        for (var i = 0; i < 3000; i++)
        {
            Assert.Equal("+OK\r\n", await bystander.CallAsync("SET", $"other:{i % 100}", $"{i}"));
            Assert.Equal(RawConnection.Bulk($"{i}"), await bystander.CallAsync("GET", $"other:{i % 100}"));
            if (i % 100 == 0)
                peak = Math.Max(peak, server.Process.ResidentBytes());
        }

        return peak;
    }

    private static async Task AssertValueAsync(RawConnection connection, int request)
    {
        var head = $"${ValueBytes}\r\n";
        var reply = await connection.ReadBytesAsync(head.Length + ValueBytes + 2);
        var expected = (byte)('a' + request % Keys);
        Assert.Equal(head, Encoding.Latin1.GetString(reply.Span[..head.Length]));
        Assert.True(!reply.Span.Slice(head.Length, ValueBytes).ContainsAnyExcept(expected), $"reply {request} is not that of its request");
    }
}
