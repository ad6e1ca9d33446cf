using Akka.Actor;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Rdb;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// Writes the keys of all shards into one RDB file that redis-server loads: one shard after the other, each as it is when its
/// turn begins, while clients are served. The file takes its name when it is complete and on disk.
/// </summary>
internal sealed class RdbSave(string path, ShardDirectory directory)
{
    /// <summary>In the node's directory, as redis-server names it.</summary>
    public const string FileName = "dump.rdb";

    private const int FileBufferBytes = 1 << 16;

    /// <summary>The number of keys saved.</summary>
    /// <exception cref="IOException">The file cannot be written, or a shard did not give all its keys.</exception>
    public async Task<long> RunAsync()
    {
        var part = path + ".part";
        try
        {
            var keys = await WriteAsync(part);
            File.Move(part, path, overwrite: true);
            return keys;
        }
        finally
        {
            File.Delete(part);
        }
    }

    private async Task<long> WriteAsync(string part)
    {
        await using var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, FileBufferBytes);
        var writer = new RdbFileWriter(file);
        var keys = 0L;
        for (var shard = 0; shard < directory.ShardCount; shard++)
            keys += await WriteShardAsync(writer, shard);
        writer.End();
        file.Flush(flushToDisk: true);
        return keys;
    }

    private async Task<long> WriteShardAsync(RdbFileWriter writer, int shard)
    {
        if (directory.Find(shard) is not { } route)
            throw new IOException($"shard {shard} is not served");
        var sink = new SaveSink(route.Primary);
        route.Primary.Tell(new BeginSnapshot(sink), ActorRefs.NoSender);
        var end = await sink.DrainAsync(bytes => writer.Append(bytes.Span));
        if (end.Failure is { } failure)
            throw new IOException($"shard {shard}: {failure}");
        return end.Keys;
    }
}
