using AkkaRedis.Compat.Differential;
using AkkaRedis.Compat.Harness;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Rdb;

namespace AkkaRedis.Compat.Rdb;

/// <summary>RDB files of redis-server are imported, and it loads those that are exported.</summary>
[Collection(OwnProcesses.Name)]
public sealed class FileExchangeTests
{
    private const int BadOptionExitCode = 2;
    private const int Databases = 3;
    private const int Keys = 300;

    [ToolTheory("redis-server", IsOfNode = true)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_node_starts_with_the_keys_of_a_file_of_redis_server(int shards)
    {
        await using var real = await ServerProcess.StartRedisServerAsync();
        await using var source = await RawConnection.OpenAsync(real.Endpoint);
        var file = await FillAndSaveAsync(source);
        await using var node = await ServerProcess.StartAsync(shards, $"akkaredis.import = \"{file}\"");
        await using var target = await RawConnection.OpenAsync(node.Endpoint);

        Assert.Equal(await KeyspaceWalk.OfAsync(source, Databases), await KeyspaceWalk.OfAsync(target, Databases));
        await AssertSameFunctionsAsync(source, target);
    }

    [ToolFact("redis-server", IsOfNode = true)]
    public async Task A_file_that_is_cut_off_ends_the_start_and_is_named_with_the_place()
    {
        await using var real = await ServerProcess.StartRedisServerAsync();
        await using var source = await RawConnection.OpenAsync(real.Endpoint);
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "cut.rdb");
        var whole = await File.ReadAllBytesAsync(await FillAndSaveAsync(source));
        await File.WriteAllBytesAsync(file, whole[..(whole.Length / 2)]);

        var run = await RunAsync(folder.Path, file);
        Assert.Equal(BadOptionExitCode, run.ExitCode);
        Assert.Contains($"--import {file}: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains("record at byte ", run.Errors, StringComparison.Ordinal);

        run = await RunAsync(folder.Path, file + ".none");
        Assert.Equal(BadOptionExitCode, run.ExitCode);
        Assert.Contains($"--import {file}.none: ", run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [ToolFact("redis-server")]
    public async Task Redis_server_starts_on_a_file_that_was_exported()
    {
        await using var real = await ServerProcess.StartRedisServerAsync();
        await using var source = await RawConnection.OpenAsync(real.Endpoint);
        using var keyspace = Loaded(await FillAndSaveAsync(source));
        using var folder = new TemporaryFolder();
        var file = Path.Combine(folder.Path, "export.rdb");
        Export(keyspace, file);

        await using var other = await ServerProcess.StartRedisServerAsync(file);
        await using var target = await RawConnection.OpenAsync(other.Endpoint);
        Assert.Equal(await KeyspaceWalk.OfAsync(source, Databases), await KeyspaceWalk.OfAsync(target, Databases));
    }

    [ToolTheory("redis-server", IsOfNode = true)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Redis_server_starts_on_a_file_that_a_node_saved_while_it_was_written_to(int shards)
    {
        await using var real = await ServerProcess.StartRedisServerAsync();
        await using var source = await RawConnection.OpenAsync(real.Endpoint);
        await using var node = await ServerProcess.StartAsync(shards, $"akkaredis.import = \"{await FillAndSaveAsync(source)}\"");
        await using var client = await RawConnection.OpenAsync(node.Endpoint);

        Assert.Equal("+Background saving started\r\n", await client.CallAsync("BGSAVE"));
        for (var i = 0; await InfoAsync(client, "rdb_bgsave_in_progress") == "1"; i++)
        {
            await client.CallAsync("SET", $"meanwhile:{i}", "1");
            await client.CallAsync("DEL", $"meanwhile:{i - 3}");
        }

        Assert.Equal("ok", await InfoAsync(client, "rdb_last_bgsave_status"));
        var folder = Reply.Parse(await client.CallAsync("CONFIG", "GET", "dir")).Items[1].Text;
        await using var other = await ServerProcess.StartRedisServerAsync(Path.Combine(folder, "dump.rdb"));
        await using var target = await RawConnection.OpenAsync(other.Endpoint);
        await AssertSameFunctionsAsync(source, target);
        foreach (var server in new[] { client, target })
        {
            foreach (var key in Reply.Parse(await server.CallAsync("KEYS", "meanwhile:*")).Items)
                await server.CallAsync("DEL", key.Text);
        }

        Assert.Equal(await KeyspaceWalk.OfAsync(source, Databases), await KeyspaceWalk.OfAsync(target, Databases));
    }

    /// <summary>Every shard has them: the keys are of several.</summary>
    private static async Task AssertSameFunctionsAsync(RawConnection source, RawConnection target)
    {
        var list = await source.CallAsync("FUNCTION", "LIST", "WITHCODE");
        Assert.Contains("redis.register_function", list, StringComparison.Ordinal);
        Assert.Equal(list, await target.CallAsync("FUNCTION", "LIST", "WITHCODE"));
        for (var i = 0; i < 10; i++)
            Assert.Equal(":1\r\n", await target.CallAsync("FCALL", "f", "1", $"key:{i}"));
    }

    private static async Task<string> InfoAsync(RawConnection server, string field) =>
        Reply.Parse(await server.CallAsync("INFO", "persistence")).Text.Split("\r\n").Single(line => line.StartsWith(field + ":"))
            [(field.Length + 1)..];

    private static async Task<string> FillAndSaveAsync(RawConnection server)
    {
        var random = new Random(1);
        var fill = new RandomFill(random);
        for (var i = 0; i < Keys; i++)
        {
            await server.CallAsync("SELECT", $"{i % Databases}");
            await server.CallAsync(["CONFIG", "SET", .. RandomFill.Forms[random.Next(RandomFill.Forms.Length)]]);
            foreach (var request in i % 8 == 0 ? fill.Stream($"key:{i}") : [fill.Value($"key:{i}")])
                await server.CallAsync(request);
            if (i % 5 == 0)
                await server.CallAsync("PEXPIRE", $"key:{i}", $"{random.Next(100_000, 10_000_000)}");
        }

        Assert.Equal("+OK\r\n", await server.CallAsync("SELECT", "0"));
        await server.CallAsync("FUNCTION", "LOAD", "#!lua name=lib\nredis.register_function('f', function() return 1 end)");
        Assert.Equal("+OK\r\n", await server.CallAsync("SAVE"));
        return Path.Combine(Reply.Parse(await server.CallAsync("CONFIG", "GET", "dir")).Items[1].Text, "dump.rdb");
    }

    private static KeyspaceStore Loaded(string path)
    {
        var keyspace = new KeyspaceStore(Databases);
        using var file = File.OpenRead(path);
        var reader = new RdbFileReader(file, file.Length, RdbLimits.Of(new ShardSettings()), Databases);
        while (reader.Next() is { } key)
            key.StoreIn(keyspace[key.Db]);

        Assert.Null(reader.Fault);
        return keyspace;
    }

    private static void Export(KeyspaceStore keyspace, string path)
    {
        using var file = File.Create(path);
        var writer = new RdbFileWriter(file);
        var output = new RdbOutput();
        var walk = new SnapshotWalk(keyspace, output);
        bool isDone;
        do
        {
            isDone = walk.Step(500);
            writer.Append(output);
        }
        while (!isDone);
        writer.End();
    }

    private static Task<ProgramRun> RunAsync(string folder, string file) => ProgramRun.StartAsync(
        ServerTarget.DotnetHost,
        [ServerTarget.NodeAssembly, "--port", "0", "--node-port", "0", "--dir", Path.Combine(folder, "data"), "--import", file], "");
}
