using System.Text;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Tests.Log;
using AkkaRedis.Tests.Rdb;

namespace AkkaRedis.Tests.Inspection;

/// <summary>An exported file has what the shards had: of snapshots, logs and both, and nothing else.</summary>
public sealed class DirectoryExportTests
{
    private const string Library = "#!lua name=lib\nredis.register_function('f', function() return 1 end)";

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task What_a_shard_had_is_exported(int seed)
    {
        using var node = new NodeDirectory();
        var random = new Random(seed);
        for (var round = random.Next(2, 8); round > 0; round--)
        {
            Write(node, random);
            await node.StoreLogAsync(0);
            if (random.Next(3) > 0)
                continue;
            node.Snapshot(0);
            if (random.Next(2) == 0)
                await node.PruneAsync(0);
        }

        await node.ExportAsync();
        Assert.Equal(KeyspaceDigest.Of(node.Shards[0].Keyspace, NodeDirectory.Table), node.ReadExport().Digest);
    }

    [Fact]
    public async Task All_shards_and_functions_are_in_one_file()
    {
        using var node = new NodeDirectory();
        node.Shards[0].Run("FUNCTION"u8.ToArray(), "LOAD"u8.ToArray(), Encoding.ASCII.GetBytes(Library));
        node.Shards[1].Run("FUNCTION"u8.ToArray(), "LOAD"u8.ToArray(), Encoding.ASCII.GetBytes(Library));
        node.Shards[0].Run("SET a 1");
        node.Snapshot(0, Library);
        node.Shards[1].Run("SET b 2");
        await node.StoreLogAsync(1);
        var said = await node.ExportAsync();
        Assert.Equal($"2 keys of 2 shards exported to {node.ExportPath}\n", said);
        var (digest, functions) = node.ReadExport();
        Assert.Equal("0 a String -1 $1\r\n1\r\n\n0 b String -1 $1\r\n2\r\n", digest);
        Assert.Equal(Library, Encoding.ASCII.GetString(functions.Single()));
    }

    [Fact]
    public async Task A_torn_tail_is_told_and_what_was_whole_is_exported()
    {
        using var node = new NodeDirectory();
        node.Shards[0].Run("SET a 1");
        await node.StoreLogAsync(0);
        await File.AppendAllTextAsync(node.SegmentOf(0), "half a frame");
        Assert.Contains(" had a torn tail: 12 bytes ", await node.ExportAsync(), StringComparison.Ordinal);
        Assert.Equal("0 a String -1 $1\r\n1\r\n", node.ReadExport().Digest);
    }

    [Fact]
    public async Task An_older_snapshot_serves_when_the_log_reaches_over_the_broken_one()
    {
        using var node = new NodeDirectory();
        node.Shards[0].Run("SET a 1");
        await node.StoreLogAsync(0);
        node.Snapshot(0);
        node.Shards[0].Run("SET b 2");
        var newest = node.Snapshot(0);
        await File.WriteAllTextAsync(node.Full(newest), "broken");
        var refusal = await Assert.ThrowsAsync<StartupException>(() => node.ExportAsync());
        Assert.StartsWith($"{newest} is damaged at byte 0: ", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(node.Path, "export*"));

        await node.StoreLogAsync(0);
        await node.ExportAsync();
        Assert.Equal(KeyspaceDigest.Of(node.Shards[0].Keyspace, NodeDirectory.Table), node.ReadExport().Digest);
    }

    [Fact]
    public async Task Damage_is_told_with_its_file_and_nothing_is_written()
    {
        using var node = new NodeDirectory();
        node.Shards[0].Run("SET a 1");
        await node.StoreLogAsync(0);
        node.Shards[0].Run("SET a 2");
        await node.StoreLogAsync(0);
        var segment = node.SegmentOf(0);
        var content = await File.ReadAllBytesAsync(segment);
        content[100] ^= 1;
        await File.WriteAllBytesAsync(segment, content);
        var refusal = await Assert.ThrowsAsync<StartupException>(() => node.ExportAsync());
        Assert.StartsWith($"journal/shard-0/{Path.GetFileName(segment)} is damaged at byte ", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(node.Path, "export*"));
    }

    [Fact]
    public async Task A_log_about_more_databases_than_there_are_is_refused()
    {
        using var node = new NodeDirectory();
        node.Shards[0].Db = 5;
        node.Shards[0].Run("SET a 1");
        await node.StoreLogAsync(0);
        var refusal = await Assert.ThrowsAsync<StartupException>(() => node.ExportAsync(databases: 5));
        Assert.EndsWith(": the log at offset 0 is about database 5, and there are 5", refusal.Message, StringComparison.Ordinal);
        await node.ExportAsync(databases: 6);
    }

    [Fact]
    public async Task No_file_is_overwritten_and_nothing_makes_no_file()
    {
        using var node = new NodeDirectory();
        var refusal = await Assert.ThrowsAsync<StartupException>(() => node.ExportAsync());
        Assert.Equal("the directory has neither a log nor a snapshot of any shard", refusal.Message);
        node.Shards[0].Run("SET a 1");
        node.Snapshot(0);
        await File.WriteAllTextAsync(node.ExportPath, "mine");
        await Assert.ThrowsAsync<StartupException>(() => node.ExportAsync());
        Assert.Equal("mine", await File.ReadAllTextAsync(node.ExportPath));
    }

    private static void Write(NodeDirectory node, Random random)
    {
        var rig = node.Shards[0];
        for (var requests = random.Next(1, 40); requests > 0; requests--)
        {
            rig.NowMs += random.Next(300);
            rig.Db = random.Next(5) == 0 ? random.Next(3) : 0;
            if (random.Next(10) == 0)
                RandomValues.Write(rig, "value" + random.Next(4), random);
            var words = new WriteRequests(random, rig.NowMs).Next();
            if (NodeDirectory.Table.Find(Encoding.ASCII.GetBytes(words[0])) is not null)
                rig.Run(words.Select(Encoding.Latin1.GetBytes).ToArray());
        }
    }
}
