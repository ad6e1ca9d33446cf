using AkkaRedis.Node.Persistence;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Shard.Snapshots;

namespace AkkaRedis.Node.Inspection;

/// <summary>
/// Reads all snapshots and the whole journal of a node's directory and tells, for each shard, what there is and the first damage.
/// Changes nothing.
/// </summary>
internal sealed class DirectoryCheck(NodeFiles files, TextWriter output)
{
    private readonly CheckReport _report = new(output);

    public async Task<CheckVerdict> RunAsync(CancellationToken cancellation)
    {
        if (files.IsInUse)
            _report.Title("a node has this directory: what it writes meanwhile may look torn or missing");
        foreach (var shard in files.Shards)
            await CheckShardAsync(shard, cancellation);
        foreach (var stream in files.Streams.Except(files.Shards.Select(NodeFiles.StreamOf)))
            CheckStream(stream);
        _report.End();
        return _report.Verdict;
    }

    private async Task CheckShardAsync(int shard, CancellationToken cancellation)
    {
        _report.Title(NodeFiles.StreamOf(shard));
        var folder = new SnapshotFolder(files.Disk, shard);
        if (folder.Survey(out var survey) is { } fault)
            _report.Damage(fault.ToString());
        foreach (var unreadable in survey.Unreadable)
            _report.Damage(unreadable.Problem);
        foreach (var leftover in survey.Leftovers)
            _report.Unfinished($"snapshot {leftover}: was not finished");
        foreach (var snapshot in survey.Whole)
            await CheckSnapshotAsync(folder, snapshot, cancellation);
        if (files.Streams.Contains(NodeFiles.StreamOf(shard)))
            CheckLog(shard, survey.Newest);
    }

    private async Task CheckSnapshotAsync(SnapshotFolder folder, SnapshotFile file, CancellationToken cancellation)
    {
        var loading = new SnapshotLoading(folder, file, RdbLimits.Of(new ShardSettings()), int.MaxValue, new RecoveryProgress());
        var loaded = await loading.RunAsync(keys => keys.Loaded(), cancellation);
        if (loaded.Problem is { } problem)
            _report.Damage(problem);
        else
            _report.Line($"snapshot {file.Path}: epoch {file.Epoch}, offset {file.LogOffset}, {loaded.Keys} keys, "
                + $"{loaded.Functions.Count} libraries of functions, {file.Bytes} bytes");
    }

    private void CheckLog(int shard, SnapshotFile? newest)
    {
        using var look = Open(NodeFiles.StreamOf(shard));
        var sums = new LogSums(newest?.LogOffset ?? 0);
        while (sums.Problem is null && look.MoveNext())
        {
            if (look.Group() is { } group)
                sums.Add(look.Frame.Sequence, group);
            if (sums.Problem is { } problem)
                _report.Damage($"journal/{look.Place}: {problem}");
        }

        if (sums.Groups > 0)
            _report.Line($"log: events {sums.FirstEvent} to {sums.LastEvent}, epochs {sums.FirstEpoch} to {sums.LastEpoch}, "
                + $"offsets {sums.FirstOffset} to {sums.EndOffset}, {sums.Units} units");
        else if (look.Problem is null)
            _report.Line("log: no events");
        End(look);
    }

    private void CheckStream(string stream)
    {
        _report.Title(stream);
        using var look = Open(stream);
        var events = 0;
        while (look.MoveNext())
            events++;
        _report.Line($"log: {events} events");
        End(look);
    }

    private StreamLook Open(string stream)
    {
        var look = new StreamLook(files.Journal, stream);
        if (look.Held?.Cut is { } cut)
            _report.Unfinished($"log: journal/{cut.File} has a torn tail: {cut.LostBytes} bytes from byte {cut.Offset} on");
        return look;
    }

    private void End(StreamLook look)
    {
        if (look.Problem is { } problem)
            _report.Damage($"journal/{problem}");
    }
}
