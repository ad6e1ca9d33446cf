using Akka.Actor;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Rdb;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// Writes the keys of all shards into one RDB file that redis-server loads: one shard after the other, each as it is when its
/// turn begins, while clients are served. The file takes its name when it is complete and on disk.
/// </summary>
internal sealed class RdbSave(string path, ShardDirectory directory, ShardSettings settings)
{
    /// <summary>In the node's directory, as redis-server names it.</summary>
    public const string FileName = "dump.rdb";

    private const int FileBufferBytes = 1 << 16;

    /// <summary>The number of keys saved.</summary>
    /// <exception cref="IOException">The file cannot be written, or a shard did not give all its keys.</exception>
    public Task<long> RunAsync() =>
        Task.Factory.StartNew(Run, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    private long Run()
    {
        var part = path + ".part";
        try
        {
            var keys = Write(part);
            File.Move(part, path, overwrite: true);
            return keys;
        }
        finally
        {
            File.Delete(part);
        }
    }

    private long Write(string part)
    {
        using var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, FileBufferBytes);
        var writer = new RdbFileWriter(file);
        var keys = 0L;
        for (var shard = 0; shard < directory.ShardCount; shard++)
            keys += WriteShard(writer, shard);
        writer.End();
        file.Flush(flushToDisk: true);
        return keys;
    }

    /// <summary>All shards have the same functions, and a file may have them once.</summary>
    private long WriteShard(RdbFileWriter writer, int shard)
    {
        if (directory.Find(shard) is not { } route)
            throw new IOException($"shard {shard} is not served");
        var sink = new SaveSink(settings.SnapshotBufferBytes, () => route.Primary.Tell(ContinueSnapshot.Instance, ActorRefs.NoSender));
        route.Primary.Tell(new BeginSnapshot(sink, WithFunctions: shard == 0), ActorRefs.NoSender);
        var fault = sink.Drain(bytes => DiskFaults.Try(path, "write", () => writer.Append(bytes.Span)), out var end);
        if (fault is not null)
            throw new IOException(fault.ToString());
        if (end.Failure is { } failure)
            throw new IOException($"shard {shard}: {failure}");
        return end.Keys;
    }
}
