using System.Text;
using Akka.Actor;
using AkkaRedis.Protocol;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Cluster;

/// <summary>
/// Who serves each shard, as this node knows it. Primaries announce their reigns; every connection looks routes up.
///
/// A route is one immutable object in an array cell: readers take no lock and see a reign whole or not at all. Writers are
/// few and take one. A later epoch always wins over an earlier one, in whatever order announcements come in.
///
/// A shard without a route may have a refusal: what its commands are answered at once. While it recovers that is LOADING; when
/// it is down for damage, what the damage is. One that has neither is on its way from one primary to the next: its commands wait.
/// </summary>
public sealed class ShardDirectory : IShardHost
{
    private readonly ShardRoute?[] _routes;
    private readonly RecoveryProgress?[] _recoveries;
    private readonly string?[] _damages;
    private readonly Refusal?[] _refusals;
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
        _refusals = new Refusal?[shards];
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

    /// <summary>Does a shard recover now?</summary>
    public bool IsRecovering => Array.Exists(_refusals, refusal => refusal is { Epoch: > 0 });

    /// <summary>What is wrong with the files of a shard that is down for good; null when nothing is. Any thread.</summary>
    public string? DamageOf(int shard) => Volatile.Read(ref _damages[shard]);

    /// <summary>Shards that are down for damage.</summary>
    public IReadOnlyList<int> Damaged() => Enumerable.Range(0, ShardCount).Where(shard => DamageOf(shard) is not null).ToArray();

    /// <summary>The error that commands for a shard without a route get at once; null when they wait for a route. Any thread.</summary>
    public byte[]? RefusalOf(int shard) => Volatile.Read(ref _refusals[shard])?.Error;

    public long BeginEpoch(int shard) => Interlocked.Increment(ref _lastEpoch);

    public void Recovering(int shard, long epoch, RecoveryProgress progress)
    {
        lock (_writing)
        {
            if (_refusals[shard] is { } current && (current.Epoch == Refusal.Forever || current.Epoch > epoch))
                return;
            Volatile.Write(ref _recoveries[shard], progress);
            Volatile.Write(ref _refusals[shard], new Refusal(epoch, Errors.Loading.ToArray()));
        }
    }

    public void Damaged(int shard, string damage)
    {
        lock (_writing)
        {
            var error = Encoding.UTF8.GetBytes($"ERR shard {shard} is down: {damage}");
            Volatile.Write(ref _refusals[shard], new Refusal(Refusal.Forever, error));
            Volatile.Write(ref _damages[shard], damage);
            Changed();
        }
    }

    public void Serving(int shard, long epoch, IActorRef primary, ShardInbox inbox, ShardStatus status)
    {
        lock (_writing)
        {
            if (_routes[shard] is { } current && current.Epoch >= epoch)
                return;
            Volatile.Write(ref _routes[shard], new ShardRoute(shard, epoch, primary, inbox, status));
            Volatile.Write(ref _refusals[shard], null);
            Changed();
        }
    }

    public void NotServing(int shard, long epoch)
    {
        lock (_writing)
        {
            if (_refusals[shard]?.Epoch == epoch)
                Volatile.Write(ref _refusals[shard], null);
            if (_routes[shard]?.Epoch != epoch)
                return;
            Volatile.Write(ref _routes[shard], null);
            Changed();
        }
    }

    /// <summary>Completes when at one moment every shard is served, or down for damage.</summary>
    public Task WhenSettled(CancellationToken cancellation) =>
        When(() => Missing().All(shard => DamageOf(shard) is not null), cancellation);

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

    private void Changed() => Interlocked.Exchange(ref _changed, NewSource()).SetResult();

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>An error, and the epoch that is recovered meanwhile.</summary>
    private sealed record Refusal(long Epoch, byte[] Error)
    {
        /// <summary>No reign: damage.</summary>
        public const long Forever = 0;
    }
}
