using AkkaRedis.Node.Commands;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Persistence;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Shard.Snapshots;

namespace AkkaRedis.Node.Inspection;

/// <summary>
/// Makes one RDB file, which redis-server and --import load, of the snapshots and logs of a node's directory: shard after shard is
/// made again in memory and written. The file takes its name when it is complete.
/// </summary>
internal sealed class DirectoryExport(NodeFiles files, int databases, TextWriter output)
{
    private const int FileBufferBytes = 1 << 16;

    private readonly ShardSettings _settings = new();
    private readonly CommandTable _commands = NodeCommandTable.Build();

    /// <exception cref="StartupException">The directory is damaged, or the file cannot be written.</exception>
    public async Task RunAsync(string path, CancellationToken cancellation)
    {
        if (File.Exists(path))
            throw new StartupException($"{path}: there is such a file already");
        if (files.Shards.Count == 0)
            throw new StartupException("the directory has neither a log nor a snapshot of any shard");
        if (files.IsInUse)
            await output.WriteLineAsync("a node has this directory: what it writes from now on is not exported");
        try
        {
            var keys = await WriteAsync(path + ".part", cancellation);
            File.Move(path + ".part", path);
            await output.WriteLineAsync($"{keys} keys of {files.Shards.Count} shards exported to {path}");
        }
        catch (Exception e) when (DiskFaults.IsOfDisk(e))
        {
            throw new StartupException($"{path}: {e.Message}", e);
        }
        finally
        {
            File.Delete(path + ".part");
        }
    }

    private async Task<long> WriteAsync(string part, CancellationToken cancellation)
    {
        await using var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, FileBufferBytes);
        var writer = new RdbFileWriter(file);
        var keys = 0L;
        for (var i = 0; i < files.Shards.Count; i++)
        {
            using var rebuild = new ShardRebuild(_settings, _commands, databases);
            await RebuildAsync(rebuild, files.Shards[i], cancellation);
            keys += rebuild.WriteTo(writer, withFunctions: i == 0);
        }

        writer.End();
        file.Flush(flushToDisk: true);
        return keys;
    }

    private async Task RebuildAsync(ShardRebuild rebuild, int shard, CancellationToken cancellation)
    {
        var folder = new SnapshotFolder(files.Disk, shard);
        if (folder.Survey(out var survey) is { } fault)
            throw new StartupException(fault.ToString());
        if (survey.Newest is { } newest)
            await LoadAsync(rebuild, folder, newest, cancellation);
        if (files.Streams.Contains(NodeFiles.StreamOf(shard)))
            Replay(rebuild, shard);
        if (survey.Missed is { } missed && rebuild.Offset < missed.LogOffset)
            throw new StartupException($"{missed.Problem}, and the log does not reach there from an older snapshot");
    }

    private async Task LoadAsync(ShardRebuild rebuild, SnapshotFolder folder, SnapshotFile file, CancellationToken cancellation)
    {
        var loading = new SnapshotLoading(folder, file, RdbLimits.Of(_settings), databases, new RecoveryProgress());
        var loaded = await loading.RunAsync(
            chunk =>
            {
                rebuild.Load(chunk.Keys);
                chunk.Loaded();
            },
            cancellation);
        if (loaded.Problem is { } problem)
            throw new StartupException(problem);
        rebuild.BeginReplay(file.LogOffset, loaded.Functions);
        if (rebuild.Problem is { } refused)
            throw new StartupException($"{file.Path}: {refused}");
    }

    private void Replay(ShardRebuild rebuild, int shard)
    {
        using var look = new StreamLook(files.Journal, NodeFiles.StreamOf(shard));
        if (look.Held?.Cut is { } cut)
            output.WriteLine($"journal/{cut}");
        while (look.MoveNext())
        {
            if (look.Group() is { } group)
                rebuild.Replay(group);
            if (rebuild.Problem is { } problem)
                throw new StartupException($"journal/{look.Place}: {problem}");
        }

        if (look.Problem is { } damage)
            throw new StartupException($"journal/{damage}");
    }
}
