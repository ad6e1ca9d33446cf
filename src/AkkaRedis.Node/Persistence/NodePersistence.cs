using Akka.Actor;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// The logs and snapshots of this node's shards, summed up. A round of snapshots asks every shard for one and ends with the last;
/// one at a time. A primary that is none any more may have taken the question with it: it has failed.
/// </summary>
internal sealed class NodePersistence(Durability settings, ShardDirectory directory, TimeProvider time) : INodePersistence
{
    private readonly Lock _gate = new();
    private SnapshotRounds _rounds = SnapshotRounds.None;
    private long _beganAt;
    private readonly HashSet<ShardRoute> _asked = [];
    private bool _hasFailed;

    public bool IsEnabled => true;

    public SyncPolicy SyncPolicy
    {
        get => settings.Policy;
        set => settings.Policy = value;
    }

    public bool LastWriteSucceeded => settings.Store?.Status.Failure is null && Shards.All(s => s.Commit?.Failure is null);

    public long LogBytes => Shards.Sum(s => s.LogOffset - s.SnapshotOffset);

    public long SnapshotBytes => Shards.Sum(s => s.SnapshotBytes);

    public long WaitingBytes => Shards.Sum(s => Math.Max(0, s.LogOffset - (s.Commit?.StoredOffset ?? long.MaxValue)));

    public long PendingSyncs => settings.Store is { SyncRunningMs: > 0 } ? 1 : 0;

    public long DelayedSyncs => settings.Store?.Status.Stalls ?? 0;

    public SnapshotRounds Snapshots
    {
        get
        {
            lock (_gate)
                return IsRunning() ? _rounds with { CurrentMs = SinceMs(_beganAt) } : _rounds;
        }
    }

    private IEnumerable<ShardStatus> Shards => directory.Statuses().OfType<ShardStatus>();

    public bool BeginSnapshots()
    {
        var routes = Enumerable.Range(0, directory.ShardCount).Select(directory.Find).OfType<ShardRoute>().ToArray();
        lock (_gate)
        {
            if (IsRunning() || routes.Length == 0)
                return false;
            _asked.UnionWith(routes);
            (_hasFailed, _beganAt) = (routes.Length < directory.ShardCount, time.GetTimestamp());
            _rounds = _rounds with { Begun = _rounds.Begun + 1 };
        }

        foreach (var route in routes)
            route.Primary.Tell(new AskSnapshot(failure => Ended(route, failure)), ActorRefs.NoSender);
        return true;
    }

    private bool IsRunning()
    {
        foreach (var lost in _asked.Where(route => directory.Find(route.Shard) != route).ToArray())
            End(lost, hasFailed: true);
        return _asked.Count > 0;
    }

    private void Ended(ShardRoute route, string? failure)
    {
        lock (_gate)
            End(route, failure is not null);
    }

    private void End(ShardRoute route, bool hasFailed)
    {
        if (!_asked.Remove(route))
            return;
        _hasFailed |= hasFailed;
        if (_asked.Count > 0)
            return;
        _rounds = _rounds with
        {
            LastMs = SinceMs(_beganAt), LastSucceeded = !_hasFailed, FailedInARow = _hasFailed ? _rounds.FailedInARow + 1 : 0,
        };
    }

    private long SinceMs(long timestamp) => (long)time.GetElapsedTime(timestamp).TotalMilliseconds;
}
