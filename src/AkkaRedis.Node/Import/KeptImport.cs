using Akka.Actor;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Persistence;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Snapshots;
using Microsoft.Extensions.Logging;

namespace AkkaRedis.Node.Import;

/// <summary>
/// An import into a node that keeps its data on disk: once, into an empty node, and on disk before the first client is served. The
/// log does not hold what is imported, so every shard takes a snapshot.
///
/// A file marks the directory from the first key on until all snapshots are there. A start that finds it empties the directory,
/// in which nobody has written anything yet, and imports again.
/// </summary>
internal sealed class KeptImport(RdbImport import, string path, string dir, ShardDirectory directory, ILogger log)
{
    private const string MarkFile = "import.unfinished";

    private string Mark => MarkIn(dir);

    /// <summary>Removes what an import that did not end has left in a node's directory.</summary>
    /// <exception cref="StartupException">There is such a thing, and no import is asked for; or it cannot be removed.</exception>
    public static void RemoveUnfinished(NodeOptions options)
    {
        var mark = MarkIn(options.Dir);
        if (!File.Exists(mark))
            return;
        if (options.Import is null)
            throw new StartupException(
                $"--dir {options.Dir}: an import did not end; start with --import again");
        string[] folders = [JournalDirectory.FolderName, SnapshotName.Root];
        try
        {
            foreach (var folder in folders.Select(name => Path.Combine(options.Dir, name)).Where(Directory.Exists))
                Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (DiskFaults.IsOfDisk(e))
        {
            throw new StartupException($"--dir {options.Dir}: what an import has left cannot be removed: {e.Message}", e);
        }
    }

    public async Task RunAsync(CancellationToken cancellation)
    {
        if (HasData())
        {
            log.LogWarning("{Path} is not imported: the node has data already", path);
            AtomicFile.Delete(Mark);
            return;
        }

        await import.RunAsync(() => AtomicFile.Write(Mark, path + "\n"), cancellation);
        await Task.WhenAll(Enumerable.Range(0, directory.ShardCount).Select(shard => TakeSnapshotAsync(shard, cancellation)));
        AtomicFile.Delete(Mark);
    }

    private static string MarkIn(string dir) => Path.Combine(dir, MarkFile);

    private bool HasData() => directory.Statuses().OfType<Shard.Execution.ShardStatus>().Any(
        s => s.LogOffset > 0 || Enumerable.Range(0, s.DatabaseCount).Any(db => s.KeysIn(db) > 0));

    private async Task TakeSnapshotAsync(int shard, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (directory.Find(shard) is not { } route)
            throw new StartupException($"--import {path}: shard {shard} stopped");
        route.Primary.Tell(new AskSnapshot(done.SetResult), ActorRefs.NoSender);
        if (await done.Task.WaitAsync(cancellation) is { } failure)
            throw new StartupException($"--import {path}: shard {shard} could not be stored: {failure}");
    }
}
