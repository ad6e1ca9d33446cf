using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat;

[Collection(OneShard.Name)]
public sealed class ScriptsOnOneShard(OneShardServer server) : ScriptTests(server);

[Collection(FiveShards.Name)]
public sealed class ScriptsOnFiveShards(FiveShardServer server) : ScriptTests(server);

/// <summary>Scripts over real connections: routed by their keys, known everywhere, busy, killed.</summary>
public abstract class ScriptTests(SharedServer server) : IAsyncLifetime
{
    private const int PingsPerTry = 50;
    private const int Tries = 2000;

    public Task InitializeAsync() => server.FlushAsync();

    public Task DisposeAsync() => server.FlushAsync();

    [Fact]
    public async Task A_script_runs_where_its_keys_are()
    {
        await using var client = await server.ConnectAsync();
        for (var i = 0; i < 20; i++)
        {
            const string script = "redis.call('set',KEYS[1],ARGV[1]) return redis.call('get',KEYS[1])";
            var reply = await client.CallAsync("EVAL", script, "1", $"key:{i}", $"{i}");
            Assert.Equal(RawConnection.Bulk($"{i}"), reply);
        }

        Assert.Equal(":20\r\n", await client.AskAsync("DBSIZE"));
    }

    [Fact]
    public async Task A_loaded_script_is_known_for_every_key_until_scripts_are_flushed()
    {
        await using var client = await server.ConnectAsync();
        const string sha = "fd758d1589d044dd850a6f05d52f2eefd27f033f";
        Assert.Equal(RawConnection.Bulk(sha), await client.CallAsync("SCRIPT", "LOAD", "return redis.call('get',KEYS[1])"));
        for (var i = 0; i < 20; i++)
            Assert.Equal("$-1\r\n", await client.CallAsync("EVALSHA", sha, "1", $"key:{i}"));
        Assert.Equal("*2\r\n:1\r\n:0\r\n", await client.CallAsync("SCRIPT", "EXISTS", sha, "x"));
        Assert.Equal("+OK\r\n", await client.CallAsync("SCRIPT", "FLUSH"));
        Assert.Equal("*1\r\n:0\r\n", await client.CallAsync("SCRIPT", "EXISTS", sha));
        Assert.StartsWith("-NOSCRIPT", await client.CallAsync("EVALSHA", sha, "1", "key"));
    }

    [Fact]
    public async Task Commands_that_need_no_shard_work_in_scripts()
    {
        await using var client = await server.ConnectAsync();
        await using var subscriber = await server.ConnectAsync();
        await subscriber.AskAsync("SUBSCRIBE news");

        Assert.Equal(":1\r\n", await client.CallAsync("EVAL", "return redis.call('publish','news','hi')", "0"));
        Assert.Equal("*3\r\n$7\r\nmessage\r\n$4\r\nnews\r\n$2\r\nhi\r\n", await subscriber.ReadReplyAsync());
        Assert.Equal("+PONG\r\n", await client.CallAsync("EVAL", "return redis.call('ping')", "0"));
    }

    [Fact]
    public async Task A_script_without_end_makes_its_shard_busy_and_can_be_killed()
    {
        await using var client = await server.ConnectAsync();
        await using var control = await server.ConnectAsync();
        Assert.StartsWith("-NOTBUSY", await control.AskAsync("SCRIPT KILL"));
        await control.AskAsync("CONFIG SET busy-reply-threshold 20");
        await client.SendAsync(RawConnection.Resp("EVAL", "while true do end", "1", "a"));

        var others = new List<RawConnection>();
        Assert.StartsWith("-BUSY Redis is busy running a script.", await FirstReplyAsync(others, control));
        Assert.Equal("+OK\r\n", await control.AskAsync("SCRIPT KILL"));
        Assert.StartsWith("-ERR Script killed by user with SCRIPT KILL... script: ", await client.ReadReplyAsync());
        Assert.Equal("$-1\r\n", await client.AskAsync("GET a"));

        await control.AskAsync("CONFIG SET busy-reply-threshold 5000");
        foreach (var other in others)
            await other.DisposeAsync();
    }

    [Fact]
    public async Task A_library_is_there_for_every_key_until_it_is_deleted()
    {
        await using var client = await server.ConnectAsync();
        const string source = "#!lua name=mine\nredis.register_function('put', function(k, a) return redis.call('set', k[1], a[1]) end)";
        await client.AskAsync("FUNCTION FLUSH");
        Assert.Equal(RawConnection.Bulk("mine"), await client.CallAsync("FUNCTION", "LOAD", "REPLACE", source));
        Assert.Equal("-ERR Library 'mine' already exists\r\n", await client.CallAsync("FUNCTION", "LOAD", source));
        for (var i = 0; i < 20; i++)
            Assert.Equal("+OK\r\n", await client.CallAsync("FCALL", "put", "1", $"key:{i}", "v"));
        Assert.Equal(":20\r\n", await client.AskAsync("DBSIZE"));
        Assert.Contains("libraries_count\r\n:1\r\n$15\r\nfunctions_count\r\n:1\r\n", await client.AskAsync("FUNCTION STATS"));
        Assert.Contains("number_of_functions:1\r\n", await client.AskAsync("INFO memory"));
        Assert.Equal("+OK\r\n", await client.CallAsync("FUNCTION", "DELETE", "mine"));
        for (var i = 0; i < 20; i++)
            Assert.Equal("-ERR Function not found\r\n", await client.CallAsync("FCALL", "put", "1", $"key:{i}", "v"));
        Assert.Equal("*0\r\n", await client.AskAsync("FUNCTION LIST"));
    }

    [Fact]
    public async Task A_function_without_end_is_seen_and_killed_as_a_function()
    {
        await using var client = await server.ConnectAsync();
        await using var control = await server.ConnectAsync();
        await client.CallAsync("FUNCTION", "LOAD", "REPLACE",
            "#!lua name=mine\nredis.register_function('endless', function() while true do end end)");
        await control.AskAsync("CONFIG SET busy-reply-threshold 20");
        await client.SendAsync(RawConnection.Resp("FCALL", "endless", "1", "a"));

        var others = new List<RawConnection>();
        Assert.StartsWith("-BUSY Redis is busy running a script. You can only call FUNCTION KILL", await FirstReplyAsync(others, control));
        Assert.StartsWith("-BUSY", await control.AskAsync("SCRIPT KILL"));
        Assert.StartsWith("*4\r\n$14\r\nrunning_script\r\n*6\r\n$4\r\nname\r\n$7\r\nendless\r\n$7\r\ncommand\r\n*4\r\n",
            await control.AskAsync("FUNCTION STATS"));
        Assert.Equal("+OK\r\n", await control.AskAsync("FUNCTION KILL"));
        Assert.StartsWith("-ERR Script killed by user with SCRIPT KILL... script: endless", await client.ReadReplyAsync());

        await control.AskAsync("CONFIG SET busy-reply-threshold 5000");
        await control.AskAsync("FUNCTION FLUSH");
        foreach (var other in others)
            await other.DisposeAsync();
    }

    [ToolFact("redis-cli")]
    public async Task Redis_cli_runs_a_script_of_a_file()
    {
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "script.lua");
        await File.WriteAllTextAsync(file, "return {redis.call('set', KEYS[1], ARGV[1]), redis.call('get', KEYS[1])}");

        var run = await ProgramRun.StartAsync(
            "redis-cli", ["-h", "127.0.0.1", "-p", $"{server.Port}", "--eval", file, "k", ",", "hello"]);

        Assert.Equal(["OK", "hello"], run.Lines);
    }

    /// <summary>Asks for a key of the busy shard, on ever new connections, until one of them is answered.</summary>
    private async Task<string> FirstReplyAsync(List<RawConnection> others, RawConnection control)
    {
        for (var i = 0; i < Tries; i++)
        {
            var other = await server.ConnectAsync();
            others.Add(other);
            await other.SendAsync("GET a\r\n");
            var reply = other.ReadReplyAsync();
            for (var ping = 0; ping < PingsPerTry && !reply.IsCompleted; ping++)
                await control.AskAsync("SCRIPT HELP");
            if (reply.IsCompleted)
                return await reply;
        }

        throw new InvalidOperationException("nobody was answered");
    }
}
