using Akka.Actor;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Cluster;

/// <summary>
/// Who serves each shard, as this node knows it. Primaries announce their reigns; every connection looks routes up.
///
/// A route is one immutable object in an array cell: readers take no lock and see a reign whole or not at all. Writers are
/// few and take one. A later epoch always wins over an earlier one, in whatever order announcements come in.
/// </summary>
public sealed class ShardDirectory : IShardHost
{
    private readonly ShardRoute?[] _routes;
    private readonly RecoveryProgress?[] _recoveries;
    private readonly string?[] _damages;
    private readonly Lock _writing = new();
    private long _lastEpoch;
    private TaskCompletionSource _changed = NewSource();

    /// <param name="shards">Number of shards.</param>
    /// <param name="starts">
    /// How often this node was started with its data: the upper half of its epochs, so that they rise over restarts without
    /// a write for each reign.
    /// </param>
    public ShardDirectory(int shards, int starts)
    {
        _routes = new ShardRoute?[shards];
        _recoveries = new RecoveryProgress?[shards];
        _damages = new string?[shards];
        _lastEpoch = (long)starts << 32;
    }

    public int ShardCount => _routes.Length;

    /// <summary>Where the shard is served, or null while it is not. Any thread.</summary>
    public ShardRoute? Find(int shard) => Volatile.Read(ref _routes[shard]);

    /// <summary>Status of every shard served, by shard number.</summary>
    public IReadOnlyList<ShardStatus?> Statuses() => Array.ConvertAll(_routes, route => route?.Status);

    /// <summary>Shards that nobody serves.</summary>
    public IReadOnlyList<int> Missing() => Enumerable.Range(0, ShardCount).Where(shard => Find(shard) is null).ToArray();

    /// <summary>The recovery of every shard's newest reign, by shard number; null where nothing is recovered.</summary>
    public IReadOnlyList<RecoveryProgress?> Recoveries() => _recoveries;

    /// <summary>What is wrong with the files of a shard that is down for good; null when nothing is. Any thread.</summary>
    public string? DamageOf(int shard) => Volatile.Read(ref _damages[shard]);

    public long BeginEpoch(int shard) => Interlocked.Increment(ref _lastEpoch);

    public void Recovering(int shard, long epoch, RecoveryProgress progress) => Volatile.Write(ref _recoveries[shard], progress);

    public void Damaged(int shard, string damage)
    {
        Volatile.Write(ref _damages[shard], damage);
        Interlocked.Exchange(ref _changed, NewSource()).SetResult();
    }

    public void Serving(int shard, long epoch, IActorRef primary, ShardInbox inbox, ShardStatus status)
    {
        lock (_writing)
        {
            if (_routes[shard] is not { } current || current.Epoch < epoch)
                Publish(shard, new ShardRoute(shard, epoch, primary, inbox, status));
        }
    }

    public void NotServing(int shard, long epoch)
    {
        lock (_writing)
        {
            if (_routes[shard]?.Epoch == epoch)
                Publish(shard, null);
        }
    }

    /// <summary>Completes when every shard is served at one moment.</summary>
    public Task WhenAllServing(CancellationToken cancellation) => When(() => Missing().Count == 0, cancellation);

    /// <summary>Completes when the shard is served; at once when it is.</summary>
    public async Task<ShardRoute> WhenServing(int shard, CancellationToken cancellation)
    {
        ShardRoute? route = null;
        await When(() => (route = Find(shard)) is not null, cancellation);
        return route!;
    }

    private async Task When(Func<bool> condition, CancellationToken cancellation)
    {
        while (true)
        {
            // Taken before the condition is looked at, so that no change falls in between.
            var changed = Volatile.Read(ref _changed).Task;
            if (condition())
                return;
            await changed.WaitAsync(cancellation);
        }
    }

    private void Publish(int shard, ShardRoute? route)
    {
        Volatile.Write(ref _routes[shard], route);
        Interlocked.Exchange(ref _changed, NewSource()).SetResult();
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
