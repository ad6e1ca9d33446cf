using AkkaRedis.Node.Persistence;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Shard.Snapshots;
using AkkaRedis.Tests.Hosting;
using AkkaRedis.Tests.Journal;

namespace AkkaRedis.Tests.Snapshots;

/// <summary>A snapshot on its way from the shard's thread to its file.</summary>
public sealed class SnapshotWritingTests
{
    private static readonly SnapshotHeader Header = new(SnapshotRig.Shard, SnapshotRig.Epoch, 1);

    [Fact]
    public async Task It_becomes_a_file_when_the_shard_has_ended_it()
    {
        var rig = new SnapshotRig();
        var writing = new SnapshotWriting(rig.Folder, Header, () => { });
        var running = writing.RunAsync();
        writing.Sink.Write(Key("a", "1"));
        writing.Sink.Write([]);
        writing.Sink.Write(Key("b", "2"));
        Assert.Null(rig.Survey().Newest);
        writing.Sink.Ended(new SnapshotEnd(LogOffset: 99, Keys: 2, SkippedKeys: 0, Failure: null));
        var written = await running;
        Assert.Null(written.Failure);
        Assert.Equal(rig.Survey().Newest, written.File);
        Assert.Equal((99, 2), (written.File!.LogOffset, written.File.Footer.Keys));
        Assert.Equal(["a=1", "b=2"], rig.MustRead(written.File));
    }

    [Fact]
    public async Task The_sink_has_no_room_beyond_some_megabytes_and_says_when_it_has_again()
    {
        var rig = new SnapshotRig();
        var roomAgain = 0;
        var writing = new SnapshotWriting(rig.Folder, Header, () => Interlocked.Increment(ref roomAgain));
        var chunk = Key("a", new string('x', 1 << 20));
        var chunks = 0;
        for (; writing.Sink.HasRoom; chunks++)
            writing.Sink.Write(chunk);
        Assert.Equal(4, chunks);
        var running = writing.RunAsync();
        writing.Sink.Ended(new SnapshotEnd(1, chunks, 0, null));
        Assert.Equal(4, (await running).File!.Footer.Keys);
        Assert.Equal(1, roomAgain);
        Assert.True(writing.Sink.HasRoom);
    }

    [Theory]
    [InlineData("the shard stopped", 0)]
    [InlineData(null, 3)]
    public async Task One_that_lacks_keys_is_no_snapshot(string? failure, long skippedKeys)
    {
        var rig = new SnapshotRig();
        var writing = new SnapshotWriting(rig.Folder, Header, () => { });
        writing.Sink.Write(Key("a", "1"));
        writing.Sink.Ended(new SnapshotEnd(1, 1, skippedKeys, failure));
        var written = await writing.RunAsync();
        Assert.Null(written.File);
        Assert.Equal(failure ?? "3 keys have values without an encoding", written.Failure);
        Assert.Empty(rig.Disk.Paths);
    }

    [Theory]
    [InlineData("create folder")]
    [InlineData("open")]
    [InlineData("write")]
    [InlineData("sync")]
    [InlineData("rename")]
    public async Task A_fault_of_the_disk_is_told_and_the_shard_comes_to_its_end(string failing)
    {
        var rig = new SnapshotRig();
        rig.Disk.Fails = what => what == failing;
        var writing = new SnapshotWriting(rig.Folder, Header, () => { });
        var running = writing.RunAsync();
        for (var i = 0; i < 8; i++)
            writing.Sink.Write(Key($"a{i}", new string('x', 1 << 18)));
        writing.Sink.Ended(new SnapshotEnd(1, 8, 0, null));
        var written = await running;
        Assert.Contains(failing, written.Fault!.What, StringComparison.Ordinal);
        Assert.Equal(written.Fault.ToString(), written.Failure);
        Assert.True(writing.Sink.HasRoom);
        Assert.Empty(rig.Disk.Paths);
    }

    [Fact]
    public async Task What_is_long_is_on_its_way_to_the_disk_while_it_is_written_and_synced_once()
    {
        var rig = new SnapshotRig();
        var writing = new SnapshotWriting(rig.Folder, Header, () => { });
        var running = writing.RunAsync();
        var chunk = Key("a", new string('x', 1 << 20));
        for (var i = 0; i < 20; i++)
            writing.Sink.Write(chunk);
        writing.Sink.Ended(new SnapshotEnd(1, 20, 0, null));
        Assert.NotNull((await running).File);
        Assert.Equal((1, 20 << 20), (rig.Disk.Syncs, (int)(rig.Disk.SentBytes >> 20 << 20)));
    }

    [Fact]
    public async Task On_a_real_disk_it_is_written_read_and_deleted()
    {
        using var directory = new TemporaryDirectory();
        var folder = new SnapshotFolder(new JournalDisk(directory.Path), SnapshotRig.Shard);
        foreach (var offset in new[] { 10L, 20L })
            Assert.NotNull((await WriteAsync(folder, offset, keys: 1000)).File);
        Assert.Null(folder.Survey(out var survey));
        Assert.Equal([20L, 10L], survey.Whole.Select(s => s.LogOffset));
        Assert.Null(folder.DeleteBefore(20));
        var file = Assert.Single(Directory.GetFiles(directory.Path, "*", SearchOption.AllDirectories));
        Assert.Equal(survey.Newest!.Bytes, new FileInfo(file).Length);
    }

    [MountFact]
    public async Task A_full_file_system_costs_the_snapshot_alone()
    {
        using var mount = SmallMount.TryMake(1 << 20)!;
        var folder = new SnapshotFolder(new JournalDisk(mount.Path), SnapshotRig.Shard);
        Assert.NotNull((await WriteAsync(folder, 1, keys: 100)).File);
        var failed = await WriteAsync(folder, 2, keys: 60_000);
        Assert.Equal(DiskFaultKind.Full, failed.Fault?.Kind);
        Assert.Null(folder.Survey(out var survey));
        Assert.Equal((1, 0, 0), (survey.Newest!.LogOffset, survey.Unreadable.Count, survey.Leftovers.Count));
        Assert.NotNull((await WriteAsync(folder, 3, keys: 1000)).File);
    }

    private static async Task<SnapshotWritten> WriteAsync(SnapshotFolder folder, long logOffset, int keys)
    {
        var writing = new SnapshotWriting(folder, Header, () => { });
        var running = writing.RunAsync();
        for (var i = 0; i < keys; i++)
            writing.Sink.Write(Key($"key{i}", $"{i:D100}"));
        writing.Sink.Ended(new SnapshotEnd(logOffset, keys, 0, null));
        return await running;
    }

    private static byte[] Key(string key, string value)
    {
        var output = new RdbOutput();
        SnapshotRig.WriteKey(output, key, value);
        return output.Written.ToArray();
    }
}
