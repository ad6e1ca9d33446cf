using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Tests.Execution;

/// <summary>That the right keys go: how near the choice among a few comes to the true order of use, of frequency, of expiry.</summary>
public sealed class EvictionOrderTests
{
    private const int Keys = 3000;

    private static readonly string Text = new('x', 200);

    /// <summary>The keys, every second one used as the policy counts use; then half of them must go.</summary>
    [Theory]
    [InlineData(EvictionPolicy.AllKeysLru, 5, 0.9)]
    [InlineData(EvictionPolicy.AllKeysLru, 10, 0.96)]
    [InlineData(EvictionPolicy.VolatileLru, 5, 0.9)]
    [InlineData(EvictionPolicy.AllKeysLfu, 5, 0.9)]
    [InlineData(EvictionPolicy.VolatileLfu, 5, 0.9)]
    [InlineData(EvictionPolicy.VolatileTtl, 5, 0.9)]
    public void What_is_used_stays(EvictionPolicy policy, int samples, double leastRight)
    {
        using var rig = new EngineRig();
        rig.Settings.Memory = new MemoryLimit { Policy = policy };
        for (var i = 0; i < Keys; i++)
            rig.Run(1, $"SET {i} {Text} PX {(i % 2 == 0 ? 9_000_000 : 8_000_000) + i}");
        rig.Time.Pass(1000);
        for (var i = 0; i < Keys; i += 2)
            rig.Run(1, Enumerable.Repeat($"GET {i}", policy.UsesLfu() ? 40 : 1).ToArray());

        rig.Settings.Memory = rig.Settings.Memory with { MaxBytes = HalfOf(rig), Samples = samples };
        rig.Engine.MemoryTurn();
        rig.Finish();

        var left = rig.Engine.Status.KeysIn(0);
        var right = Enumerable.Range(0, Keys / 2).Count(i => rig.Engine.Keyspace[0].Find(Name(i * 2)).IsNone is false);
        Assert.InRange(left, Keys * 0.45, Keys * 0.55);
        Assert.InRange((double)right / Math.Min(left, Keys / 2), leastRight, 1);
    }

    [Theory]
    [InlineData(EvictionPolicy.AllKeysLru, 1)]
    [InlineData(EvictionPolicy.AllKeysLru, 2)]
    [InlineData(EvictionPolicy.VolatileLru, 3)]
    public void A_cache_hits_nearly_as_often_as_with_the_true_order_of_use(EvictionPolicy policy, int seed)
    {
        var random = new Random(seed);
        using var rig = new EngineRig();
        rig.Settings.Memory = new MemoryLimit { Policy = policy, MaxBytes = 620 << 10 };
        var order = new LinkedList<int>();
        var places = new Dictionary<int, LinkedListNode<int>>();
        var (hits, trueHits) = (0, 0);
        const int asked = 40_000;
        for (var i = 0; i < asked; i++)
        {
            rig.Time.Pass(70);
            var key = (int)(Keys * Math.Pow(random.NextDouble(), 3));
            var isHit = rig.Run(1, $"GET {key}") != "$-1";
            if (!isHit)
                rig.Run(1, $"SET {key} {Text} PX 99999999");
            hits += isHit ? 1 : 0;
            trueHits += places.Remove(key, out var place) ? 1 : 0;
            if (place is not null)
                order.Remove(place);
            places[key] = order.AddLast(key);
            while (order.Count > rig.Engine.Status.KeysIn(0))
            {
                places.Remove(order.First!.Value);
                order.RemoveFirst();
            }
        }

        Assert.InRange(trueHits, asked / 3, asked * 9 / 10);
        Assert.True(hits > trueHits - (asked * 0.04), $"seed {seed}: {hits} hits of {asked}, {trueHits} by the true order");
    }

    private static byte[] Name(int key) => System.Text.Encoding.ASCII.GetBytes($"{key}");

    /// <summary>What the shard takes with the tables as they are and half of the keys.</summary>
    private static long HalfOf(EngineRig rig) => rig.Engine.Status.LimitedBytes - (rig.Engine.Status.BytesIn(0) / 2);
}
