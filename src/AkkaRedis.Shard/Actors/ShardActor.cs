using Akka.Actor;
using Akka.Event;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Rdb;

namespace AkkaRedis.Shard.Actors;

/// <summary>Asks the primary of a shard to end its reign in good order (planned move, node drain).</summary>
public sealed record StopShard
{
    public static readonly StopShard Instance = new();
}

/// <summary>Hands the primary a part of a file that is loaded at start; it calls back, on its own thread, when it has it.</summary>
public sealed record LoadKeys(IReadOnlyList<RdbKey> Keys, Action Loaded);

/// <summary>
/// The primary of one shard: a sharded entity that carries batches to the <see cref="ShardEngine"/> and gives them back to
/// their connections. All decisions are the engine's; the actor owns time slices, timers and the life cycle.
///
/// A command that throws has broken an invariant: the actor is not resumed with what is left of its data, it stops reigning
/// and starts anew (supervision restarts it) under a new epoch.
/// </summary>
public sealed class ShardActor : UntypedActor, IWithTimers
{
    private const long MaxTimerMs = 60 * 60 * 1000;

    private readonly ShardStart _start;
    private readonly IShardHost _host;
    private readonly ShardEngine _engine;
    private readonly long _epoch;
    private readonly Action _tellContinue;
    private bool _continues;
    private long _waitTimerEnd = long.MaxValue;

    public ShardActor(ShardStart start, IShardHost host)
    {
        _start = start;
        _host = host;
        _engine = new ShardEngine(start);
        _epoch = host.BeginEpoch(start.Shard);
        var self = Self;
        _tellContinue = () => self.Tell(Continue.Instance);
        _engine.Status.Epoch = _epoch;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(ShardStart start, IShardHost host) => Akka.Actor.Props.Create(() => new ShardActor(start, host));

    protected override void PreStart()
    {
        Timers.StartPeriodicTimer("expire", ExpireTick.Instance, TimeSpan.FromMilliseconds(_start.ExpireCycleMs));
        _host.Serving(_start.Shard, _epoch, Self, _engine.Status);
    }

    protected override void PreRestart(Exception reason, object message)
    {
        Context.GetLogger().Error(reason, "shard {0} epoch {1} broke and starts anew; its data in memory is gone", _start.Shard, _epoch);
        base.PreRestart(reason, message);
        if (message is ShardBatch batch)
            GiveBack(batch, ShardBatchOutcome.Unknown);
    }

    protected override void PostStop()
    {
        _host.NotServing(_start.Shard, _epoch);
        foreach (var (batch, started) in _engine.TakeStalled())
            GiveBack(batch, started ? ShardBatchOutcome.Unknown : ShardBatchOutcome.WrongEpoch);
        _engine.Dispose();
    }

    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case ShardBatch batch:
                OnBatch(batch);
                break;
            case Continue:
                _continues = false;
                if (_engine.RunStalledTurn() is { } finished)
                    finished.ReplyTo.Completed(finished);
                break;
            case ExpireTick:
                _engine.ExpireTurn();
                break;
            case EndWait end:
                _engine.EndWait(end);
                break;
            case WaitsDue:
                _waitTimerEnd = long.MaxValue;
                _engine.EndDueWaits();
                break;
            case LoadKeys load:
                _engine.Load(load.Keys);
                load.Loaded();
                break;
            case StopShard:
                Context.Stop(Self);
                return;
            default:
                Unhandled(message);
                return;
        }

        ContinueLater();
        TimeWaits();
    }

    private void OnBatch(ShardBatch batch)
    {
        if (batch.Epoch != _epoch)
            GiveBack(batch, ShardBatchOutcome.WrongEpoch);
        else if (batch.Next == 0 && batch.DeadlineTimestamp < _start.Time.GetTimestamp())
            GiveBack(batch, ShardBatchOutcome.DeadlinePassed);
        else if (_engine.Run(batch))
            batch.ReplyTo.Completed(batch);
    }

    /// <summary>
    /// Work left over goes behind what is in the mailbox already and behind the actors that wait for the thread: told directly,
    /// turn would follow turn until the mailbox has had its share of the thread.
    /// </summary>
    private void ContinueLater()
    {
        if (_continues || !_engine.HasWorkLeft)
            return;
        _continues = true;
        Context.Dispatcher.Schedule(_tellContinue);
    }

    /// <summary>
    /// One timer for all who wait for keys, set for the first whose time ends. It may find nothing due, as those who are served
    /// leave it as it is; then it is set anew.
    /// </summary>
    private void TimeWaits()
    {
        var end = _engine.NextWaitEndTimestamp;
        if (end >= _waitTimerEnd)
            return;
        _waitTimerEnd = end;
        var leftMs = (end - _start.Time.GetTimestamp()) * 1000 / _start.Time.TimestampFrequency + 1;
        Timers.StartSingleTimer("waits", WaitsDue.Instance, TimeSpan.FromMilliseconds(Math.Clamp(leftMs, 1, MaxTimerMs)));
    }

    private static void GiveBack(ShardBatch batch, ShardBatchOutcome outcome)
    {
        batch.Outcome = outcome;
        batch.ReplyTo.Completed(batch);
    }

    private sealed class Continue
    {
        public static readonly Continue Instance = new();
    }

    private sealed class WaitsDue
    {
        public static readonly WaitsDue Instance = new();
    }

    private sealed class ExpireTick
    {
        public static readonly ExpireTick Instance = new();
    }
}
