using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Snapshots;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// Writes a snapshot of a shard into the shard's folder, on a thread of its own, for a disk may hold it up. The shard fills
/// <see cref="Sink"/>; not more waits there than a few megabytes.
/// </summary>
/// <param name="header">Names shard, epoch and time. A reign has one snapshot at a time.</param>
/// <param name="roomAgain">Tells the primary that the sink has room again.</param>
/// <param name="bufferBytes">Bytes that may wait for the disk.</param>
public sealed class SnapshotWriting(SnapshotFolder folder, SnapshotHeader header, Action roomAgain, long bufferBytes = 4 << 20)
{
    private readonly SaveSink _sink = new(bufferBytes, roomAgain);

    /// <summary>What the shard begins the snapshot with.</summary>
    public ISnapshotSink Sink => _sink;

    /// <summary>Completes, never in failure, when the shard has ended the snapshot, and the file is on disk or there is none.</summary>
    public Task<SnapshotWritten> RunAsync() =>
        Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private SnapshotWritten Run()
    {
        if (!SnapshotFileWriter.TryCreate(folder, header, out var writer, out var fault))
        {
            _ = _sink.Drain(_ => fault, out _);
            return SnapshotWritten.Failed(fault);
        }

        fault = _sink.Drain(bytes => writer.Append(bytes.Span), out var end);
        var failure = end.Failure ?? (end.SkippedKeys > 0 ? $"{end.SkippedKeys} keys have values without an encoding" : null);
        if (fault is not null || failure is not null)
        {
            writer.Abandon();
            return fault is not null ? SnapshotWritten.Failed(fault) : new SnapshotWritten(null, failure, null);
        }

        fault = writer.Complete(end.LogOffset, end.Keys, out var file);
        return fault is not null ? SnapshotWritten.Failed(fault) : new SnapshotWritten(file, null, null);
    }
}

/// <summary>What came of writing a snapshot.</summary>
/// <param name="File">Whole and on disk, its name too; null when there is none, and then the log must not be pruned.</param>
/// <param name="Failure">Why there is no file.</param>
/// <param name="Fault">The same, when it is the disk's.</param>
public sealed record SnapshotWritten(SnapshotFile? File, string? Failure, DiskFault? Fault)
{
    internal static SnapshotWritten Failed(DiskFault fault) => new(null, fault.ToString(), fault);
}
