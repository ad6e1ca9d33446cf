using System.Text;
using AkkaRedis.Node.Persistence;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Shard.Snapshots;

namespace AkkaRedis.Tests.Snapshots;

/// <summary>A snapshot on its way from its file to the shard.</summary>
public sealed class SnapshotLoadingTests
{
    private const string FileName = "snapshots/shard-3/0000000000000005.snap";

    private readonly SnapshotRig _rig = new();
    private readonly RecoveryProgress _progress = new();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(512)]
    [InlineData(3000)]
    public async Task All_keys_and_functions_come_with_their_bytes(int count)
    {
        var keys = SnapshotRig.RandomKeys(new Random(count), count);
        Assert.Null(_rig.Write(5, keys, ["#!lua name=one", "#!lua name=two"]));
        var taken = new List<string>();
        var loaded = await Loading().RunAsync(Take(taken), default);
        Assert.Null(loaded.Problem);
        Assert.Equal(keys, taken);
        Assert.Equal((5, keys.Count, 0), (loaded.Snapshot.LogOffset, loaded.Keys, loaded.Expired));
        Assert.Equal(["#!lua name=one", "#!lua name=two"], loaded.Functions.Select(Encoding.ASCII.GetString));
        Assert.InRange(_progress.DoneBytes, loaded.Snapshot.Bytes - SnapshotFooter.Bytes, loaded.Snapshot.Bytes);
    }

    [Fact]
    public async Task No_more_than_eight_chunks_wait_for_the_shard()
    {
        Assert.Null(_rig.Write(5, [.. Enumerable.Range(0, 10_000).Select(i => $"{i}={i}")]));
        var waiting = new Queue<LoadKeys>();
        using var handed = new SemaphoreSlim(0);
        var running = Loading().RunAsync(
            chunk =>
            {
                lock (waiting)
                    waiting.Enqueue(chunk);
                handed.Release();
            },
            default);
        var keys = new List<string>();
        for (var chunks = 0; chunks < 20; chunks++)
        {
            Assert.False(running.IsCompleted);
            await handed.WaitAsync();
            lock (waiting)
            {
                Assert.InRange(waiting.Count, 1, 8);
                var chunk = waiting.Dequeue();
                Assert.InRange(chunk.Keys.Count, 1, 512);
                keys.AddRange(chunk.Keys.Select(k => SnapshotRig.Text(k)));
                chunk.Loaded();
            }
        }

        Assert.Equal(10_000, (await running).Keys);
        Assert.Equal(Enumerable.Range(0, 10_000).Select(i => $"{i}={i}"), keys);
    }

    [Theory]
    [InlineData(null, "past now later never", 0)]
    [InlineData(1000L, "now later never", 1)]
    public async Task Keys_that_have_expired_are_left_out_when_no_log_follows(long? nowMs, string left, int expired)
    {
        var output = new RdbOutput();
        SnapshotRig.WriteKey(output, "past", "1", 999);
        SnapshotRig.WriteKey(output, "now", "1", 1000);
        SnapshotRig.WriteKey(output, "later", "1", 1001);
        SnapshotRig.WriteKey(output, "never", "1");
        var writing = new SnapshotWriting(_rig.Folder, new SnapshotHeader(SnapshotRig.Shard, 1, 1), () => { });
        writing.Sink.Write(output.Written);
        writing.Sink.Ended(new SnapshotEnd(5, 4, 0, null));
        await writing.RunAsync();

        var taken = new List<string>();
        var loaded = await Loading(nowMs).RunAsync(Take(taken), default);
        Assert.True(loaded.IsWhole);
        Assert.Equal(left, string.Join(' ', taken.Select(k => k.Split('=')[0])));
        Assert.Equal((4 - expired, expired), (loaded.Keys, loaded.Expired));
    }

    [Fact]
    public async Task Damage_is_told_with_file_and_place_and_what_came_before_it_is_right()
    {
        string[] keys = [.. Enumerable.Range(0, 2000).Select(i => $"{i}=value {i}")];
        Assert.Null(_rig.Write(5, keys));
        var content = _rig.Disk.Content(FileName).ToArray();
        content[content.Length / 2] ^= 1;
        _rig.Disk.SetContent(FileName, content);
        var taken = new List<string>();
        var loaded = await Loading().RunAsync(Take(taken), default);
        Assert.Matches($"^{FileName} is damaged at byte [0-9]+: frame [0-9]+ of [0-9]+ is broken$", loaded.Problem);
        Assert.Null(loaded.Fault);
        Assert.InRange(taken.Count, 500, 1500);
        Assert.Equal(keys.Take(taken.Count), taken);
    }

    [Fact]
    public async Task A_disk_that_cannot_be_read_is_told_apart_from_damage()
    {
        Assert.Null(_rig.Write(5, ["a=1"]));
        var loading = Loading();
        foreach (var failing in new[] { "open", "read" })
        {
            _rig.Disk.Fails = what => what == failing;
            var loaded = await loading.RunAsync(Take([]), default);
            Assert.Equal($"{FileName}: {failing}: input/output error", loaded.Problem);
            Assert.NotNull(loaded.Fault);
        }
    }

    [Fact]
    public async Task A_file_with_fewer_keys_than_it_says_is_damaged()
    {
        Assert.Null(_rig.Write(5, ["a=1"], claimedKeys: 2));
        var loaded = await Loading().RunAsync(Take([]), default);
        Assert.Equal($"{FileName} is damaged at byte 0: it has 1 keys, and says 2", loaded.Problem);
    }

    [Fact]
    public async Task It_ends_when_the_shard_is_gone()
    {
        Assert.Null(_rig.Write(5, [.. Enumerable.Range(0, 5000).Select(i => $"{i}={i}")]));
        using var gone = new CancellationTokenSource();
        var running = Loading().RunAsync(_ => gone.Cancel(), gone.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private SnapshotLoading Loading(long? nowMs = null) =>
        new(_rig.Folder, _rig.Survey().Newest!, SnapshotRig.Limits, databases: 16, _progress, nowMs);

    private static Action<LoadKeys> Take(List<string> into) => chunk =>
    {
        into.AddRange(chunk.Keys.Select(k => SnapshotRig.Text(k)));
        chunk.Loaded();
    };
}
