using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Tests.Protocol;

namespace AkkaRedis.Tests.Execution;

/// <summary>The best candidates for eviction, against a list that is sorted anew every time.</summary>
public sealed class EvictionPoolTests
{
    [Fact]
    public void The_best_are_kept_and_come_out_best_first() => Seeds.Run(300, random =>
    {
        var pool = new EvictionPool();
        var twin = new List<EvictionCandidate>();
        for (var step = 0; step < 200; step++)
        {
            if (random.Next(5) == 0)
            {
                Assert.Equal(twin.Count > 0, pool.TryTake(out var best));
                Assert.Equal(twin.LastOrDefault(), best);
                twin.Remove(best);
            }
            else
            {
                Offer(pool, twin, random.Next(100));
            }

            Assert.Equal(twin.Count, pool.Count);
        }
    });

    [Fact]
    public void One_that_is_there_is_not_kept_twice()
    {
        var pool = new EvictionPool();
        pool.Offer(Candidate(1));
        pool.Offer(Candidate(1));
        Assert.Equal(1, pool.Count);
        pool.Clear();
        Assert.False(pool.TryTake(out _));
    }

    private static void Offer(EvictionPool pool, List<EvictionCandidate> twin, int rank)
    {
        Assert.Equal(twin.Count < EvictionPool.MaxCount || rank > twin[0].Rank, pool.Takes(rank));
        pool.Offer(Candidate(rank));
        if (twin.Contains(Candidate(rank)))
            return;
        twin.Add(Candidate(rank));
        twin.Sort((a, b) => a.Rank.CompareTo(b.Rank));
        if (twin.Count > EvictionPool.MaxCount)
            twin.RemoveAt(0);
    }

    private static EvictionCandidate Candidate(int rank) => new(0, new KeyHash(rank, (ulong)rank), rank, rank);
}
