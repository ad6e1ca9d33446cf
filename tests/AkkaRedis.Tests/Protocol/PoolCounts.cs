using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Buffers;

namespace AkkaRedis.Tests.Protocol;

/// <summary>What is out of the process-wide pools; two equal looks mean that nothing leaked in between.</summary>
internal readonly record struct PoolCounts(long Buffers, long CommandBatches, long ShardBatches)
{
    /// <summary>Tests that count run alone, because the pools are shared by all.</summary>
    public const string Alone = "tests that count what is out of the pools";

    public static PoolCounts Now => new(BufferPool.Outstanding, CommandBatch.Outstanding, ShardBatch.Outstanding);
}

[CollectionDefinition(PoolCounts.Alone, DisableParallelization = true)]
public sealed class PoolCountsCollection;
