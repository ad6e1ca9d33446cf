using AkkaRedis.Protocol.Buffers;

namespace AkkaRedis.Tests.Protocol;

/// <summary>What is kept of objects given back, by thread and for all, and what is counted.</summary>
public class BoundedPoolTests
{
    [Fact]
    public void The_last_one_given_back_is_the_next_one_taken()
    {
        var pool = new BoundedPool<Last>(capacity: 8);
        var (a, b) = (new Last(), new Last());
        pool.Return(a);
        pool.Return(b);
        Assert.Same(b, Taken(pool));
        Assert.Same(a, Taken(pool));
        Assert.False(pool.TryTake(out _));
    }

    [Fact]
    public void What_a_thread_does_not_keep_for_itself_another_takes()
    {
        var pool = new BoundedPool<Shared>(capacity: 8);
        var all = Enumerable.Range(0, 20).Select(_ => new Shared()).ToArray();
        OnThread(() => Array.ForEach(all, item => pool.Return(item)));
        var taken = new List<Shared>();
        OnThread(() => taken.AddRange(TakeAll(pool)));
        Assert.Equal(all[2..10], taken);
    }

    [Fact]
    public void A_second_pool_of_the_same_type_has_its_own_objects()
    {
        var (first, second) = (new BoundedPool<Twice>(capacity: 8), new BoundedPool<Twice>(capacity: 8));
        var (a, b) = (new Twice(), new Twice());
        first.Return(a);
        second.Return(b);
        Assert.Same(b, Taken(second));
        Assert.Same(a, Taken(first));
    }

    [Fact]
    public void What_is_out_is_counted_whether_or_not_it_is_kept()
    {
        var pool = new BoundedPool<Counted>(capacity: 4);
        Assert.False(pool.TryTake(out _));
        Assert.False(pool.TryTake(out _));
        Assert.Equal(2, pool.Outstanding);
        pool.Return(new Counted(), keep: false);
        pool.Return(new Counted());
        Assert.Equal(0, pool.Outstanding);
        Assert.True(pool.TryTake(out _));
        Assert.Equal(1, pool.Outstanding);
    }

    private static T Taken<T>(BoundedPool<T> pool)
        where T : class
    {
        Assert.True(pool.TryTake(out var item));
        return item;
    }

    private static IEnumerable<T> TakeAll<T>(BoundedPool<T> pool)
        where T : class
    {
        while (pool.TryTake(out var item))
            yield return item;
    }

    private static void OnThread(Action action)
    {
        var thread = new Thread(() => action());
        thread.Start();
        thread.Join();
    }

    private sealed class Last;

    private sealed class Shared;

    private sealed class Twice;

    private sealed class Counted;
}
