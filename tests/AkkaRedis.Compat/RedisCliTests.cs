using System.Globalization;
using System.Text;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat;

[Collection(OneShard.Name)]
public sealed class RedisCliOnOneShard(OneShardServer server) : RedisCliTests(server);

[Collection(FiveShards.Name)]
public sealed class RedisCliOnFiveShards(FiveShardServer server) : RedisCliTests(server);

/// <summary>redis-cli 7.0 in the ways people use it: scripts, formats, mass insertion, scans, latency, a terminal.</summary>
public abstract class RedisCliTests(SharedServer server) : IAsyncLifetime
{
    private const int PipedSets = 1_000_000;

    public Task InitializeAsync() => server.FlushAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [ToolFact("redis-cli")]
    public async Task A_script_on_standard_input_gets_the_replies_redis_gives()
    {
        const string script = """
            SET greeting hello
            GET greeting
            APPEND greeting " world"
            GETRANGE greeting 0 -1
            INCR greeting
            RPUSH list a b c
            LRANGE list 0 -1
            HSET hash field value other 1
            HGET hash field
            LPUSH greeting x
            GET
            EXPIRE greeting 100
            TYPE hash
            EXISTS greeting list hash none
            GET none
            DEL greeting list hash none
            NOSUCHCOMMAND a b
            """;
        const string expected = """
            OK
            hello
            11
            hello world
            ERR value is not an integer or out of range

            3
            a
            b
            c
            2
            value
            WRONGTYPE Operation against a key holding the wrong kind of value

            ERR wrong number of arguments for 'get' command

            1
            hash
            3

            3
            ERR unknown command 'NOSUCHCOMMAND', with args beginning with: 'a' 'b' 


            """;
        Assert.Equal(expected, (await CliAsync(script + "\n")).Output);
    }

    [ToolFact("redis-cli")]
    public async Task Formatted_output_shows_the_types_of_replies()
    {
        await server.AskAsync("RPUSH list one two");
        await server.AskAsync("HSET hash field value");

        Assert.Equal("1) \"one\"\n2) \"two\"\n", (await CliAsync("", "--no-raw", "LRANGE", "list", "0", "-1")).Output);
        Assert.Equal("(integer) 2\n", (await CliAsync("", "--no-raw", "LLEN", "list")).Output);
        Assert.Equal("(nil)\n", (await CliAsync("", "--no-raw", "GET", "none")).Output);
        Assert.Equal("(empty array)\n", (await CliAsync("", "--no-raw", "LRANGE", "none", "0", "-1")).Output);
        Assert.Equal("(error) ERR wrong number of arguments for 'get' command\n", (await CliAsync("", "--no-raw", "GET")).Output);
    }

    [ToolFact("redis-cli")]
    public async Task Resp3_shows_a_hash_as_a_map()
    {
        await server.AskAsync("HSET hash field value");

        Assert.Equal("1# \"field\" => \"value\"\n", (await CliAsync("", "-3", "--no-raw", "HGETALL", "hash")).Output);
    }

    [ToolFact("redis-cli")]
    public async Task Repeated_commands_and_another_database_work()
    {
        Assert.Equal("1\n2\n3\n", (await CliAsync("", "-n", "3", "-r", "3", "INCR", "counter")).Output);
        Assert.Equal("3\n", (await CliAsync("", "-n", "3", "GET", "counter")).Output);
        Assert.Equal("\n", (await CliAsync("", "GET", "counter")).Output);
    }

    [ToolFact("redis-cli")]
    public async Task A_value_is_read_from_standard_input()
    {
        Assert.Equal("OK\n", (await CliAsync("line one\nline two\n", "-x", "SET", "text")).Output);
        Assert.Equal("$18\r\nline one\nline two\n\r\n", await server.AskAsync("GET text"));
    }

    [ToolFact("redis-cli")]
    public async Task Pipe_takes_a_million_sets()
    {
        var run = await ProgramRun.StartAsync("redis-cli", [.. Connection, "--pipe"], WriteSetsAsync);

        Assert.Equal($"errors: 0, replies: {PipedSets}", run.AssertClean().Lines[^1]);
        Assert.Equal($":{PipedSets}\r\n", await server.AskAsync("DBSIZE"));
        Assert.Equal(RawConnection.Bulk("value:0999999"), await server.AskAsync("GET key:0999999"));
        await server.FlushAsync();
    }

    [ToolFact("redis-cli")]
    public async Task Scan_lists_every_key()
    {
        var keys = Enumerable.Range(0, 20_000).Select(i => $"user:{i}").ToHashSet();
        await SetAllAsync(keys);

        Assert.Equal(keys, (await CliAsync("", "--scan")).Lines.ToHashSet());
        var matching = keys.Where(key => key.StartsWith("user:12", StringComparison.Ordinal)).ToHashSet();
        Assert.Equal(matching, (await CliAsync("", "--scan", "--pattern", "user:12*")).Lines.ToHashSet());
    }

    [ToolFact("redis-cli")]
    public async Task Bigkeys_finds_the_biggest_of_each_type()
    {
        await SetAllAsync(Enumerable.Range(0, 1000).Select(i => $"small:{i}"));
        await server.AskAsync($"SET big:string {new string('x', 5000)}");
        await server.AskAsync($"RPUSH big:list {string.Join(' ', Enumerable.Range(0, 700))}");
        await server.AskAsync($"HSET big:hash {string.Join(' ', Enumerable.Range(0, 600).Select(i => $"f{i} {i}"))}");

        var run = await CliAsync("", "--bigkeys");

        Assert.Contains("Sampled 1003 keys in the keyspace!", run.Lines);
        Assert.Contains("Biggest string found '\"big:string\"' has 5000 bytes", run.Lines);
        Assert.Contains("Biggest   list found '\"big:list\"' has 700 items", run.Lines);
        Assert.Contains("Biggest   hash found '\"big:hash\"' has 600 fields", run.Lines);
    }

    [ToolFact("redis-cli")]
    public async Task Latency_reports_samples()
    {
        var run = await CliAsync("", "--raw", "--latency", "-i", "1");

        var fields = run.Output.Split(' ', StringSplitOptions.TrimEntries);
        Assert.Equal(4, fields.Length);
        Assert.True(int.Parse(fields[3], CultureInfo.InvariantCulture) > 0, $"no samples in '{run.Output}'");
    }

    [ToolFact("redis-cli", "script")]
    public async Task The_interactive_mode_works_in_a_terminal()
    {
        await using var terminal = CliTerminal.Open(server.Port);

        Assert.Equal("OK", await terminal.AskAsync("SET greeting hello"));
        Assert.Equal("\"hello\"", await terminal.AskAsync("GET greeting"));
        Assert.Equal("(integer) 2", await terminal.AskAsync("RPUSH list a b"));
        Assert.Equal("1) \"a\"\n2) \"b\"", await terminal.AskAsync("LRANGE list 0 -1"));
        Assert.Equal("OK", await terminal.AskAsync("MULTI"));
        Assert.EndsWith("(TX)> ", terminal.Prompt, StringComparison.Ordinal);
        Assert.Equal("QUEUED", await terminal.AskAsync("GET greeting"));
        Assert.Equal("1) \"hello\"", await terminal.AskAsync("EXEC"));
        Assert.Equal("OK", await terminal.AskAsync("SELECT 1"));
        Assert.EndsWith("[1]> ", terminal.Prompt, StringComparison.Ordinal);
        Assert.Equal(0, await terminal.QuitAsync());
    }

    private string[] Connection => ["-h", "127.0.0.1", "-p", server.Port.ToString(CultureInfo.InvariantCulture)];

    private async Task<ProgramRun> CliAsync(string input, params string[] args)
    {
        var run = await ProgramRun.StartAsync("redis-cli", [.. Connection, .. args], input);
        Assert.True(run.Errors.Length == 0, $"{run.CommandLine} printed on standard error: {run.Errors}");
        return run;
    }

    private async Task SetAllAsync(IEnumerable<string> keys)
    {
        var all = keys.ToList();
        await using var connection = await server.ConnectAsync();
        await connection.SendAsync(string.Concat(all.Select(key => $"SET {key} v\r\n")));
        Assert.Equal(string.Concat(Enumerable.Repeat("+OK\r\n", all.Count)), await connection.ReadRepliesAsync(all.Count));
    }

    private static async Task WriteSetsAsync(Stream stdin)
    {
        const int setsPerWrite = 10_000;
        var text = new StringBuilder();
        for (var i = 0; i < PipedSets; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"*3\r\n$3\r\nSET\r\n$11\r\nkey:{i:d7}\r\n$13\r\nvalue:{i:d7}\r\n");
            if ((i + 1) % setsPerWrite > 0)
                continue;
            await stdin.WriteAsync(Encoding.Latin1.GetBytes(text.ToString()));
            text.Clear();
        }
    }
}
