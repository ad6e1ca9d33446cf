using Akka.Actor;
using Akka.Cluster.Sharding;

namespace AkkaRedis.Node.Cluster;

/// <summary>
/// Keeps every shard alive: asks the region for each of them at start and again at an interval. A shard that runs ignores
/// it; one that stopped, or whose node is gone, starts again. Runs on every data node, so that any of them suffices.
/// </summary>
public sealed class ShardKeeper : UntypedActor, IWithTimers
{
    private readonly IActorRef _region;
    private readonly TimeSpan _interval;
    private readonly ShardRegion.StartEntity[] _starts;

    public ShardKeeper(IActorRef region, int shards, TimeSpan interval)
    {
        _region = region;
        _interval = interval;
        _starts = Enumerable.Range(0, shards).Select(s => new ShardRegion.StartEntity(ShardExtractor.IdOf(s))).ToArray();
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(IActorRef region, int shards, TimeSpan interval) =>
        Akka.Actor.Props.Create(() => new ShardKeeper(region, shards, interval));

    protected override void PreStart()
    {
        StartAll();
        Timers.StartPeriodicTimer("keep-alive", Tick.Instance, _interval);
    }

    /// <summary>Regions also acknowledge every start, which says nothing that the directory does not know.</summary>
    protected override void OnReceive(object message)
    {
        if (message is Tick)
            StartAll();
    }

    private void StartAll()
    {
        foreach (var start in _starts)
            _region.Tell(start);
    }

    private sealed class Tick
    {
        public static readonly Tick Instance = new();
    }
}
