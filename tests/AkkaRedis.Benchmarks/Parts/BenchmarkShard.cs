using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Benchmarks.Parts;

/// <summary>What one shard is started with, and batches for it made from a client's bytes.</summary>
internal static class BenchmarkShard
{
    public static readonly CommandTable Commands = NodeCommandTable.Build();

    public static ShardStart Start { get; } = new()
    {
        Shard = 0,
        Settings = new ShardSettings(),
        Commands = Commands,
        Time = TimeProvider.System,
        Seed = 1,
    };

    /// <summary>A batch of all the requests, as the router makes it for one shard.</summary>
    public static ShardBatch Batch(byte[] requests, IReplySink replyTo)
    {
        using var reader = new RespReader();
        requests.CopyTo(RoomFor(reader, requests.Length));
        reader.Advance(requests.Length);
        var source = reader.TakeBatch() ?? throw new ArgumentException("no whole request", nameof(requests));
        var batch = ShardBatch.Take(0, connectionId: 1, source, replyTo);
        for (var i = 0; i < source.Count; i++)
        {
            var place = source.RefOf(i);
            batch.Add(new ShardItem
            {
                Row = Commands.Find(source[i][0]), FirstArg = place.First, ArgCount = place.Count, Protocol = 2,
            });
        }

        source.Release();
        batch.DeadlineTimestamp = long.MaxValue;
        return batch;
    }

    /// <summary>Makes a batch that was run as it was before, so that it can be run again.</summary>
    public static void Rewind(ShardBatch batch)
    {
        batch.Next = 0;
        batch.BeginNextReply();
    }

    private static Span<byte> RoomFor(RespReader reader, int bytes) => reader.Space.Length >= bytes
        ? reader.Space.Span
        : throw new ArgumentOutOfRangeException(nameof(bytes), bytes, $"a new reader has room for {reader.Space.Length}");
}
