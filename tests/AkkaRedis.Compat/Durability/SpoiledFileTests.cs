using System.Globalization;
using AkkaRedis.Compat.Differential;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat.Durability;

/// <summary>
/// Files that are not what was written: an end that is missing is cut to the last whole group and reported; damage before
/// that keeps its shard down, names file and byte, and lets the other shards serve.
/// </summary>
[Collection(OwnProcesses.Name)]
public sealed class SpoiledFileTests
{
    private const int Elements = 300;
    private const int Cuts = 4;
    private const int Flips = 4;
    private const string SmallSegments = "akka.persistence.journal.segments.segment-size = 64kb";

    [NodeFact]
    public async Task A_torn_tail_is_cut_and_reported_and_the_rest_is_there()
    {
        using var folder = new TemporaryFolder();
        var options = new DurableOptions(Path.Combine(folder.Path, "data"), Shards: 1, "always");
        await using (var server = new DurableServer(options))
        {
            await server.StartAsync();
            await PushAsync(server, "list");
            await server.CrashAsync(TimeProvider.System);
        }

        var random = new Random(1);
        for (var cut = 0; cut < Cuts; cut++)
        {
            var torn = options with { Dir = Path.Combine(folder.Path, $"torn-{cut}") };
            DataFiles.Copy(options.Dir, torn.Dir);
            var bytes = 1 + random.Next(1000);
            DataFiles.CutEnd(DataFiles.Of(torn)[^1], bytes);
            await AssertPrefixAsync(torn, bytes);
        }
    }

    [NodeFact]
    public async Task A_flipped_bit_in_the_middle_keeps_its_shard_down_and_names_the_place()
    {
        using var folder = new TemporaryFolder();
        // All is synced: in what was not, a machine that crashed may have left such a place, and that is a torn tail.
        var options = new DurableOptions(Path.Combine(folder.Path, "data"), Shards: 2, "always", SmallSegments);
        var keys = await KeysOfShardsAsync(options);
        var random = new Random(1);
        for (var flip = 0; flip < Flips; flip++)
        {
            var spoiled = options with { Dir = Path.Combine(folder.Path, $"spoiled-{flip}") };
            DataFiles.Copy(options.Dir, spoiled.Dir);
            var files = DataFiles.Of(spoiled, shard: 1);
            Assert.True(files.Count > 2, $"{files.Count} segments are too few");
            var file = files[random.Next(files.Count - 1)];
            DataFiles.FlipBit(file, random.Next(DataFiles.WrittenBytes(file)), random.Next(8));
            await AssertOneShardDownAsync(spoiled, keys, file);
        }
    }

    [NodeFact]
    public async Task A_flipped_bit_in_a_snapshot_keeps_its_shard_down_and_names_the_place()
    {
        using var folder = new TemporaryFolder();
        var options = new DurableOptions(Path.Combine(folder.Path, "data"), Shards: 2, "everysec");
        var keys = await KeysOfShardsAsync(options, takesSnapshot: true);
        var random = new Random(1);
        for (var flip = 0; flip < Flips; flip++)
        {
            var spoiled = options with { Dir = Path.Combine(folder.Path, $"spoiled-{flip}") };
            DataFiles.Copy(options.Dir, spoiled.Dir);
            var file = Assert.Single(DataFiles.SnapshotsOf(spoiled, shard: 1));
            DataFiles.FlipBit(file, random.Next((int)new FileInfo(file).Length), random.Next(8));
            await AssertOneShardDownAsync(spoiled, keys, file);
        }
    }

    [ToolFact]
    public async Task A_log_that_lost_what_was_acknowledged_is_noticed()
    {
        using var folder = new TemporaryFolder();
        var options = new DurableOptions(Path.Combine(folder.Path, "data"), Shards: 1, "always") { TakesSnapshots = false };
        await using var server = new DurableServer(options);
        var rounds = new KillRounds(server, seed: 1, TimeProvider.System)
        {
            AfterCrash = () =>
            {
                var file = DataFiles.Of(options)[^1];
                DataFiles.CutEnd(file, DataFiles.WrittenBytes(file) / 2);
            },
        };

        var noticed = await Assert.ThrowsAsync<DurabilityException>(() => rounds.RunAsync(rounds: 3, _ => { }));
        Assert.Contains("no prefix fits", noticed.Message, StringComparison.Ordinal);
    }

    /// <summary>Pushes 1, 2, 3 …, each acknowledged before the next, so each a group of its own.</summary>
    private static async Task PushAsync(DurableServer server, string key)
    {
        await using var connection = await server.ConnectAsync();
        for (var i = 1; i <= Elements; i++)
            Assert.Equal($":{i}\r\n", await connection.CallAsync("RPUSH", key, $"{i}"));
    }

    private static async Task AssertPrefixAsync(DurableOptions options, int cutBytes)
    {
        await using var server = new DurableServer(options);
        await server.StartAsync();
        await using var connection = await server.ConnectAsync();
        var found = Reply.Parse(await connection.CallAsync("LRANGE", "list", "0", "-1")).Words.ToList();

        Assert.Equal(Enumerable.Range(1, found.Count).Select(i => i.ToString(CultureInfo.InvariantCulture)), found);
        // A group takes at least the bytes of its command, so a cut cannot reach further back than this.
        Assert.InRange(found.Count, Elements - 1 - (cutBytes / "*3RPUSHlist1".Length), Elements - 1);
        Assert.Contains("torn tail", server.Process.Output, StringComparison.Ordinal);
        Assert.Equal($":{found.Count + 1}\r\n", await connection.CallAsync("RPUSH", "list", "next"));
    }

    /// <summary>Fills the directory and gives a key of each of two shards.</summary>
    private static async Task<string[]> KeysOfShardsAsync(DurableOptions options, bool takesSnapshot = false)
    {
        string[] keys = ["bar", "foo"];
        await using var server = new DurableServer(options);
        await server.StartAsync();
        await using (var connection = await server.ConnectAsync())
        {
            for (var i = 0; i < Elements; i++)
            {
                foreach (var key in keys)
                    Assert.Equal("+OK\r\n", await connection.CallAsync("SET", key, $"{i}".PadRight(1000)));
            }

            if (takesSnapshot)
                await TakeSnapshotAsync(options, connection);
        }

        await server.CrashAsync(TimeProvider.System);
        return keys;
    }

    private static async Task TakeSnapshotAsync(DurableOptions options, RawConnection connection)
    {
        Assert.StartsWith("+Background", await connection.CallAsync("BGREWRITEAOF"), StringComparison.Ordinal);
        await Eventually.EqualAsync((2, true), async () => (
            DataFiles.SnapshotsOf(options, shard: 0).Length + DataFiles.SnapshotsOf(options, shard: 1).Length,
            (await connection.CallAsync("INFO", "persistence")).Contains("aof_rewrite_in_progress:0", StringComparison.Ordinal)));
    }

    private static async Task AssertOneShardDownAsync(DurableOptions options, string[] keys, string file)
    {
        await using var server = new DurableServer(options);
        await server.StartAsync();
        await using var connection = await server.ConnectAsync();
        string[] replies = [await connection.CallAsync("GET", keys[0]), await connection.CallAsync("GET", keys[1])];
        var shown = $"{string.Join("", replies)}\n{server.Process.Output}";

        var place = Path.Combine("shard-1", Path.GetFileName(file));
        Assert.True(replies.Count(r => r == RawConnection.Bulk($"{Elements - 1}".PadRight(1000))) == 1, shown);
        var refused = Assert.Single(replies, r => r.StartsWith("-ERR shard 1 is down: ", StringComparison.Ordinal));
        Assert.True(refused.Contains(place, StringComparison.Ordinal) && refused.Contains("byte ", StringComparison.Ordinal), shown);
        Assert.Contains("shard 1 is down: ", server.Process.Output, StringComparison.Ordinal);
    }
}
