using System.Text;
using AkkaRedis.Compat.Differential;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat;

[Collection(OneShard.Name)]
public sealed class StreamWaitOnOneShard(OneShardServer server, JudgeServer judge) : StreamWaitTests(server, judge);

[Collection(FiveShards.Name)]
public sealed class StreamWaitOnFiveShards(FiveShardServer server, JudgeServer judge) : StreamWaitTests(server, judge);

/// <summary>
/// Readers of streams that wait, over real connections: they hear what those of redis-server hear. A scene is a line of steps:
/// "a> command" has a client wait with it, "a?" reads what it heard, any other step is a command of somebody else.
/// </summary>
public abstract class StreamWaitTests(SharedServer server, JudgeServer judge) : IClassFixture<JudgeServer>, IAsyncLifetime
{
    public Task InitializeAsync() => server.FlushAsync();

    public Task DisposeAsync() => server.FlushAsync();

    [ToolTheory("redis-server")]
    [InlineData("XADD s 1-1 f v | a> XREAD BLOCK 0 STREAMS s $ | b> XREAD BLOCK 0 STREAMS s 1-1 | XADD s 2-1 f v | a? | b?")]
    [InlineData("a> XREAD BLOCK 0 STREAMS {s} t{s} 0 0 | XADD t{s} 5-* f v | a?")]
    [InlineData("a> XREAD BLOCK 0 COUNT 1 STREAMS s s $ $ | MULTI | XADD s 1-1 f v | XADD s 1-2 f v | EXEC | a?")]
    [InlineData("a> XREAD BLOCK 0 STREAMS s $ | MULTI | XADD s 1-1 f v | DEL s | RPUSH s x | EXEC | DEL s | XADD s 1-1 f w | a?")]
    [InlineData("XADD s 666 f v | XDEL s 666 | a> XREAD BLOCK 0 STREAMS s 665 | XADD s 667 f v | a?")]
    [InlineData("XADD s 1-1 f v | XREAD BLOCK 1 STREAMS s 1-1 | XREAD BLOCK 1 STREAMS s $ | XREAD BLOCK 1 STREAMS none $")]
    [InlineData("XGROUP CREATE s g $ MKSTREAM | a> XREADGROUP GROUP g c BLOCK 0 STREAMS s > | XADD s 1-1 f v | a? | XINFO GROUPS s")]
    [InlineData("XGROUP CREATE s g $ MKSTREAM | a> XREADGROUP GROUP g c BLOCK 0 STREAMS s > | b> XREADGROUP GROUP g d BLOCK 0 STREAMS s >"
        + " | XADD s 1-1 f v | a? | XADD s 1-2 f v | b? | XPENDING s g")]
    [InlineData("XGROUP CREATE s g $ MKSTREAM | a> XREADGROUP GROUP g c NOACK BLOCK 0 STREAMS s > | XADD s 1-1 f v | a? | XPENDING s g")]
    [InlineData("XGROUP CREATE s g $ MKSTREAM | a> XREADGROUP GROUP g c BLOCK 0 STREAMS s > | DEL s | a?")]
    [InlineData("XGROUP CREATE s g $ MKSTREAM | a> XREADGROUP GROUP g c BLOCK 0 STREAMS s > | SET s x | a?")]
    [InlineData("XGROUP CREATE s g $ MKSTREAM | a> XREADGROUP GROUP g c BLOCK 0 STREAMS s > | FLUSHALL | a?")]
    [InlineData("XGROUP CREATE s g $ MKSTREAM | a> XREADGROUP GROUP g c BLOCK 0 STREAMS s > | MULTI | DEL s | SADD s x | EXEC | a?")]
    [InlineData("XGROUP CREATE s g $ MKSTREAM | a> XREADGROUP GROUP g c BLOCK 0 STREAMS s > | SWAPDB 0 1 | a? | SWAPDB 0 1")]
    [InlineData("XGROUP CREATE s g $ MKSTREAM | a> XREADGROUP GROUP g c BLOCK 0 STREAMS s > | XGROUP DESTROY s g | a?")]
    [InlineData("XGROUP CREATE s g $ MKSTREAM | a> XREADGROUP GROUP g c BLOCK 0 STREAMS s > | PEXPIRE s 1 | a?")]
    [InlineData("XGROUP CREATE s g $ MKSTREAM | a> XREADGROUP GROUP g c BLOCK 0 STREAMS s > | XADD t{s} 1-1 f v | RENAME t{s} s | a?")]
    [InlineData("XGROUP CREATE s g $ MKSTREAM | a> XREADGROUP GROUP g c BLOCK 0 STREAMS s > | XGROUP CREATE t{s} g 0 MKSTREAM"
        + " | XADD t{s} 1-1 f v | RENAME t{s} s | a?")]
    [InlineData("XADD s 666 f v | XGROUP CREATE s g 0 | XDEL s 666 | XREADGROUP GROUP g c BLOCK 0 STREAMS s 0 | XINFO GROUPS s"
        + " | XREADGROUP GROUP g d BLOCK 1 STREAMS s > | XINFO GROUPS s | XADD s 667 f v | XREADGROUP GROUP g c STREAMS s 0")]
    public async Task A_waiting_reader_hears_what_it_would_hear_from_redis_server(string scene)
    {
        await using var judging = await judge.ConnectAsync();
        await using var judged = await server.ConnectAsync();
        Assert.Equal("+OK\r\n", await judging.CallAsync("FLUSHALL"));
        Assert.Equal(await PlayAsync(scene, judging, judge.ConnectAsync), await PlayAsync(scene, judged, server.ConnectAsync));
    }

    private static async Task<string> PlayAsync(string scene, RawConnection somebody, Func<Task<RawConnection>> connectAsync)
    {
        var heard = new StringBuilder();
        var waiting = new Dictionary<char, RawConnection>();
        foreach (var step in scene.Split(" | "))
        {
            if (step[1] == '>')
            {
                waiting.Add(step[0], await connectAsync());
                await waiting[step[0]].SendAsync(step[3..] + "\r\n");
                await BlockedClientsAsync(somebody, waiting.Count);
                continue;
            }

            var reply = step[1] == '?' ? await waiting[step[0]].ReadReplyAsync() : await somebody.AskAsync(step);
            heard.Append(step).Append(" → ").Append(reply);
        }

        foreach (var client in waiting.Values)
            await client.DisposeAsync();
        await BlockedClientsAsync(somebody, 0);
        return heard.ToString();
    }

    private static Task BlockedClientsAsync(RawConnection somebody, int count) => Eventually.EqualAsync(true, async () =>
        (await somebody.AskAsync("INFO clients")).Contains($"blocked_clients:{count}\r\n", StringComparison.Ordinal));
}
