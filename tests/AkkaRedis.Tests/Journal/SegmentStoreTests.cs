using System.Text;
using AkkaRedis.Node.Persistence;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Tests.Hosting;

namespace AkkaRedis.Tests.Journal;

/// <summary>The store with its threads, on real files.</summary>
public sealed class SegmentStoreTests : IDisposable
{
    private readonly TemporaryDirectory _dir = new();
    private readonly List<string> _warnings = [];
    private SegmentStore? _store;

    private SegmentStore Store => _store ??= Open();

    public void Dispose()
    {
        _store?.Dispose();
        _dir.Dispose();
    }

    [Theory]
    [InlineData(SyncPolicy.Always)]
    [InlineData(SyncPolicy.EverySecond)]
    [InlineData(SyncPolicy.No)]
    public async Task What_was_acknowledged_is_there_when_it_is_opened_again(SyncPolicy policy)
    {
        Store.Policy = policy;
        var expected = await FillAsync(streams: 8, events: 200);
        Reopen();
        for (var i = 0; i < 8; i++)
            Assert.Equal(expected[i], await ReadAsync($"shard-{i}"));
        Assert.Empty(_warnings);
    }

    [Fact]
    public async Task The_policy_may_change_while_it_writes()
    {
        var others = 0L;
        var filling = FillAsync(streams: 4, events: 300);
        foreach (var policy in new[] { SyncPolicy.Always, SyncPolicy.No, SyncPolicy.EverySecond, SyncPolicy.Always })
        {
            Store.Policy = policy;
            await Store.AppendAsync("other", [Frame(++others, "x")]);
        }

        var expected = await filling;
        for (var i = 0; i < 4; i++)
            Assert.Equal(expected[i], await ReadAsync($"shard-{i}"));
    }

    [Fact]
    public async Task With_always_it_is_on_disk_when_it_is_acknowledged()
    {
        Store.Policy = SyncPolicy.Always;
        await Store.AppendAsync("a", [Frame(1, "one")]);
        Assert.Equal(1, (await Store.DescribeAsync("a")).SyncedSequence);
    }

    [Fact]
    public async Task What_waits_is_written_when_it_is_closed()
    {
        var writes = Enumerable.Range(1, 500).Select(i => Store.AppendAsync("a", [Frame(i, $"event {i}")])).ToList();
        Store.Dispose();
        await Task.WhenAll(writes);
        Reopen();
        Assert.Equal(500, (await ReadAsync("a")).Count);
    }

    [Fact]
    public async Task Closed_it_refuses()
    {
        Store.Dispose();
        var e = await Assert.ThrowsAsync<JournalException>(() => Store.AppendAsync("a", [Frame(1, "one")]));
        Assert.Equal(JournalFailure.Closed, e.Failure);
    }

    [Fact]
    public async Task A_damaged_stream_says_where_and_leaves_the_others_alone()
    {
        Store.Policy = SyncPolicy.Always;
        await FillAsync(streams: 2, events: 20);
        _store!.Dispose();
        var path = Assert.Single(Directory.GetFiles(Path.Combine(_dir.Path, "shard-1")));
        var content = await File.ReadAllBytesAsync(path);
        content[300] ^= 1;
        await File.WriteAllBytesAsync(path, content);
        Reopen();
        var e = await Assert.ThrowsAsync<JournalException>(() => Store.DescribeAsync("shard-1"));
        Assert.Equal(JournalFailureKind.Damaged, e.Failure.Kind);
        Assert.Contains("shard-1/0000000000000000001.segment is damaged at byte", e.Message);
        Assert.Contains(e.Message, Assert.Single(_warnings));
        Assert.Equal(20, (await ReadAsync("shard-0")).Count);
        Assert.Equal(content, await File.ReadAllBytesAsync(path));
    }

    /// <summary>Behind the last event is what a stop in good order notes.</summary>
    [Fact]
    public async Task A_torn_tail_is_cut_and_reported()
    {
        await FillAsync(streams: 1, events: 20);
        _store!.Dispose();
        var path = Assert.Single(Directory.GetFiles(Path.Combine(_dir.Path, "shard-0")));
        using (var file = File.OpenWrite(path))
            file.SetLength(file.Length - FrameHeader.Bytes - 3);
        Reopen();
        Assert.Equal(19, (await ReadAsync("shard-0")).Count);
        Assert.Contains("torn tail", Assert.Single(_warnings));
    }

    [Fact]
    public async Task Pruned_segments_are_deleted()
    {
        for (var i = 0; i < 2000; i += 100)
            await Task.WhenAll(Enumerable.Range(i + 1, 100).Select(n => Store.AppendAsync("shard-0", [Frame(n, $"event {n} of 0")])));
        var folder = Path.Combine(_dir.Path, "shard-0");
        var before = Directory.GetFiles(folder).Length;
        await Store.PruneAsync("shard-0", 1900);
        _store!.Dispose();
        Assert.InRange(Directory.GetFiles(folder).Length, 1, before / 2);
        Reopen();
        Assert.Equal(Enumerable.Range(1901, 100).Select(i => $"event {i} of 0"), await ReadAsync("shard-0"));
    }

    [Fact]
    public async Task An_id_that_names_no_folder_is_refused()
    {
        var e = await Assert.ThrowsAsync<JournalException>(() => Store.DescribeAsync(""));
        Assert.Equal(JournalFailureKind.Refused, e.Failure.Kind);
    }

    /// <summary>Frames of 100 bytes fill a segment of 16 KB soon, so that there are many.</summary>
    private SegmentStore Open() => SegmentStore.Open(
        new SegmentStoreSettings
        {
            Directory = _dir.Path,
            Limits = new JournalLimits { SegmentBytes = 16 << 10, ReserveBytes = 4096 },
            Warn = text =>
            {
                lock (_warnings)
                    _warnings.Add(text);
            },
        },
        TimeProvider.System);

    private void Reopen()
    {
        _store?.Dispose();
        _store = Open();
    }

    private async Task<List<List<string>>> FillAsync(int streams, int events)
    {
        var expected = new List<List<string>>();
        var writes = new List<Task>();
        for (var stream = 0; stream < streams; stream++)
        {
            expected.Add([]);
            for (var i = 1; i <= events; i++)
            {
                expected[stream].Add($"event {i} of {stream}");
                writes.Add(Store.AppendAsync($"shard-{stream}", [Frame(i, expected[stream][^1])]));
            }
        }

        await Task.WhenAll(writes);
        return expected;
    }

    private async Task<List<string>> ReadAsync(string stream)
    {
        using var replay = new StreamReplay(Store.Disk, await Store.DescribeAsync(stream), 0, long.MaxValue, Store.Limits);
        var events = new List<string>();
        while (replay.MoveNext())
            events.Add(Encoding.UTF8.GetString(replay.Payload));
        Assert.Null(replay.Failure);
        return events;
    }

    private static PendingFrame Frame(long sequence, string text) =>
        new(new FrameHeader { Kind = FrameKind.Group, Sequence = sequence }, Encoding.UTF8.GetBytes(text));
}
