using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Inspection;
using AkkaRedis.Shard.Snapshots;

namespace AkkaRedis.Tests.Inspection;

/// <summary>What a check says of directories that are whole, unfinished and damaged; it changes none of them.</summary>
public sealed class DirectoryCheckTests : IDisposable
{
    private readonly NodeDirectory _node = new();

    public void Dispose() => _node.Dispose();

    [Fact]
    public async Task A_whole_directory_is_told_with_its_numbers()
    {
        await FillAsync();
        var (verdict, lines) = await CheckAsync();
        Assert.Equal(CheckVerdict.Whole, verdict);
        var (snapshotOffset, end) = (SnapshotOffset(), _node.Shards[0].Log.EndOffset);
        Assert.Equal(
        [
            "shard-0",
            $"  snapshot {SnapshotName.FolderOf(0)}/{SnapshotName.Of(snapshotOffset)}: epoch 3, offset {snapshotOffset}, 2 keys, "
                + $"1 libraries of functions, {new FileInfo(_node.Full(SnapshotPath())).Length} bytes",
            $"  log: events 1 to 2, epochs 3 to 3, offsets 0 to {end}, 4 units",
            "shard-1",
            $"  log: events 1 to 1, epochs 3 to 3, offsets 0 to {_node.Shards[1].Log.EndOffset}, 1 units",
            "whole",
        ], lines);
    }

    [Fact]
    public async Task A_torn_tail_and_a_snapshot_that_was_not_finished_are_told_apart_from_damage()
    {
        await FillAsync();
        await File.AppendAllTextAsync(_node.SegmentOf(1), "half a frame");
        await File.WriteAllTextAsync(_node.Full("snapshots/shard-0/0000000000000009.part"), "half");
        var (verdict, lines) = await CheckAsync();
        Assert.Equal(CheckVerdict.Unfinished, verdict);
        Assert.Contains("  snapshot snapshots/shard-0/0000000000000009.part: was not finished", lines);
        Assert.Contains(lines, line => line.Contains(" has a torn tail: 12 bytes from byte ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_file_that_was_changed_anywhere_is_noticed(int seed)
    {
        await FillAsync();
        var random = new Random(seed);
        foreach (var path in new[] { _node.SegmentOf(0), _node.SegmentOf(1), _node.Full(SnapshotPath()) })
        {
            var whole = await File.ReadAllBytesAsync(path);
            for (var i = 0; i < 30; i++)
            {
                var changed = random.Next(2) == 0 ? whole[..random.Next(whole.Length)] : whole.ToArray();
                if (changed.Length == whole.Length)
                    changed[random.Next(whole.Length)] ^= (byte)(1 << random.Next(8));
                await File.WriteAllBytesAsync(path, changed);
                var (verdict, lines) = await CheckAsync();
                Assert.True(verdict != CheckVerdict.Whole, $"{path} change {i}");
                Assert.Contains(lines, line => line.Contains(Path.GetFileName(path), StringComparison.Ordinal));
                Assert.Equal(changed, await File.ReadAllBytesAsync(path));
            }

            await File.WriteAllBytesAsync(path, whole);
        }
    }

    [Fact]
    public async Task A_log_that_does_not_join_on_to_the_snapshot_is_damage()
    {
        await FillAsync();
        File.Delete(_node.Full(SnapshotPath()));
        Assert.Equal(CheckVerdict.Whole, (await CheckAsync()).Verdict);
        await _node.PruneAsync(0);
        _node.Shards[0].Run("SET later 1");
        await _node.StoreLogAsync(0);
        var (verdict, lines) = await CheckAsync();
        Assert.Equal(CheckVerdict.Damaged, verdict);
        Assert.Contains(lines, line => line.StartsWith("  DAMAGE: journal/shard-0/", StringComparison.Ordinal)
            && line.Contains(": the log has nothing from offset 0 to ", StringComparison.Ordinal));
        Assert.Equal("damaged", lines[^1]);
    }

    [Fact]
    public async Task A_directory_that_a_node_has_is_looked_at_and_said_to_be_in_use()
    {
        await FillAsync();
        using (DataDirectory.Open(_node.Path))
        {
            var (verdict, lines) = await CheckAsync();
            Assert.Equal(CheckVerdict.Whole, verdict);
            Assert.Equal("a node has this directory: what it writes meanwhile may look torn or missing", lines[0]);
        }

        Assert.Equal("shard-0", (await CheckAsync()).Lines[0]);
        using var first = NodeFiles.Open(_node.Path);
        using var second = NodeFiles.Open(_node.Path);
        Assert.False(second.IsInUse);
        Assert.Contains("in use", Assert.Throws<StartupException>(() => DataDirectory.Open(_node.Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_directories_and_newer_ones_are_refused()
    {
        Assert.EndsWith(": not the directory of a node",
            Assert.Throws<StartupException>(() => NodeFiles.Open(_node.Full("none"))).Message, StringComparison.Ordinal);
        await FillAsync();
        await File.WriteAllTextAsync(_node.Full("journal/journal.version"), "akkaredis journal 2\n");
        Assert.Contains("newer", Assert.Throws<StartupException>(() => NodeFiles.Open(_node.Path)).Message, StringComparison.Ordinal);
    }

    /// <summary>Shard 0 has a snapshot amid its log; shard 1 has a log alone.</summary>
    private async Task FillAsync()
    {
        _node.Shards[0].Run("SET a 1");
        _node.Shards[0].Run("SET b 2");
        await _node.StoreLogAsync(0);
        _node.Snapshot(0, "#!lua name=lib");
        _node.Shards[0].Run("SET c 3");
        _node.Shards[0].Run("DEL a");
        await _node.StoreLogAsync(0);
        _node.Shards[1].Run("RPUSH list 1 2 3");
        await _node.StoreLogAsync(1);
    }

    private Task<(CheckVerdict Verdict, string[] Lines)> CheckAsync() => _node.CheckAsync();

    private string SnapshotPath() => $"{SnapshotName.FolderOf(0)}/{SnapshotName.Of(SnapshotOffset())}";

    private long SnapshotOffset()
    {
        var file = Directory.GetFiles(_node.Full(SnapshotName.FolderOf(0)), "*.snap").Single();
        Assert.True(SnapshotName.TryParse(Path.GetFileName(file), out var offset));
        return offset;
    }
}
