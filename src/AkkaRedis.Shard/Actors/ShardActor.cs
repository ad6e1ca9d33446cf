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
/// Hands the primary libraries of functions that are loaded at start in place of those that are there; it calls back, on its own
/// thread, with null or the error.
/// </summary>
public sealed record LoadFunctions(IReadOnlyList<byte[]> Sources, Action<string?> Loaded);

/// <summary>Asks the primary for a snapshot of the moment in which it comes to this message.</summary>
/// <param name="WithFunctions">Does the snapshot begin with the libraries of functions?</param>
public sealed record BeginSnapshot(ISnapshotSink Sink, bool WithFunctions = true);

/// <summary>Tells the primary that the sink of its snapshot has room again.</summary>
public sealed class ContinueSnapshot
{
    public static readonly ContinueSnapshot Instance = new();
}

/// <summary>
/// The primary of one shard: a sharded entity that carries batches to the <see cref="ShardEngine"/> and gives them back to
/// their connections. All decisions are the engine's; the actor owns time slices, timers and the life cycle.
///
/// A command that throws has broken an invariant: the actor is not resumed with what is left of its data, it stops reigning
/// and starts anew (supervision restarts it) under a new epoch, from its snapshot and log where it has a storage.
///
/// Phases: recovering, serving, stopping (all is being stored), down (its files are damaged). Without a storage it serves at once.
/// </summary>
public sealed partial class ShardActor : UntypedActor, IWithTimers
{
    private const long MaxTimerMs = 60 * 60 * 1000;

    private readonly ShardStart _start;
    private readonly IShardHost _host;
    private readonly ShardEngine _engine;
    private readonly long _epoch;
    private readonly Action _tellContinue;
    private readonly ShardInbox _inbox;
    private readonly List<ShardBatch> _taken = new(ShardEngine.MaxGroup);
    private int _takenNext;
    private readonly Queue<BeginSnapshot> _snapshotsAsked = new();
    private bool _continues;
    private long _waitTimerEnd = long.MaxValue;

    public ShardActor(ShardStart start, IShardHost host, IShardStorage? storage)
    {
        _storage = storage;
        _start = start;
        _host = host;
        _engine = new ShardEngine(start);
        _epoch = host.BeginEpoch(start.Shard);
        var self = Self;
        _inbox = new ShardInbox(self);
        _tellContinue = () => self.Tell(Continue.Instance);
        _engine.Status.Epoch = _epoch;
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <param name="storage">Where the data is kept; null = in memory alone.</param>
    public static Props Props(ShardStart start, IShardHost host, IShardStorage? storage = null) =>
        Akka.Actor.Props.Create(() => new ShardActor(start, host, storage));

    protected override void PreStart()
    {
        if (_storage is null)
            Serve();
        else
            BeginRecovery();
    }

    protected override void PreRestart(Exception reason, object message)
    {
        Context.GetLogger().Error(
            reason, "shard {0} epoch {1} broke and starts anew{2}", _start.Shard, _epoch,
            _storage is null ? "; its data in memory is gone" : " from its log");
        base.PreRestart(reason, message);
    }

    protected override void PostStop()
    {
        _host.NotServing(_start.Shard, _epoch);
        if (_takenNext < _taken.Count)
            GiveBack(_taken[_takenNext++], ShardBatchOutcome.Unknown);
        foreach (var batch in _engine.Commit.TakeHeld())
            GiveBack(batch, ShardBatchOutcome.Unknown);
        foreach (var (batch, started) in _engine.TakeStalled())
            GiveBack(batch, started ? ShardBatchOutcome.Unknown : ShardBatchOutcome.WrongEpoch);
        while (_takenNext < _taken.Count)
            GiveBack(_taken[_takenNext++], ShardBatchOutcome.WrongEpoch);
        _inbox.Close();
        EndStorage();
        _engine.Dispose();
        _start.Trackers?.AllChanged();
    }

    protected override void OnReceive(object message)
    {
        if (message is StopShard)
        {
            StopWhenStored();
            return;
        }

        if (!Handle(message))
        {
            Unhandled(message);
            return;
        }

        if (_storage is not null)
            StoreNext();
        if (!_engine.IsTakingSnapshot && _snapshotsAsked.TryDequeue(out var begin))
            _engine.BeginSnapshot(begin.Sink, begin.WithFunctions);
        ContinueLater();
        TimeWaits();
    }

    private void Serve()
    {
        Timers.StartPeriodicTimer("expire", ExpireTick.Instance, TimeSpan.FromMilliseconds(_start.ExpireCycleMs));
        _host.Serving(_start.Shard, _epoch, Self, _inbox, _engine.Status);
    }

    /// <summary>Does what a message asks for; false when it is none for a primary.</summary>
    private bool Handle(object message)
    {
        switch (message)
        {
            case BatchesPosted when _isStopping:
                break;
            case BatchesPosted:
                _inbox.BeginTurn();
                RunPosted();
                break;
            case Continue:
                _continues = false;
                if (_engine.RunStalledTurn() is { } finished)
                    GoBack(finished);
                RunPosted();
                break;
            case ExpireTick:
                _engine.ExpireTurn();
                _engine.MemoryTurn();
                BeginSnapshotIfNeeded();
                break;
            case EndWait end:
                _engine.EndWait(end);
                break;
            case WaitsDue:
                _waitTimerEnd = long.MaxValue;
                _engine.EndDueWaits();
                break;
            default:
                return HandleData(message);
        }

        return true;
    }

    /// <summary>The same of what comes from files and goes there.</summary>
    private bool HandleData(object message)
    {
        switch (message)
        {
            case BeginSnapshot begin:
                _snapshotsAsked.Enqueue(begin);
                break;
            case ContinueSnapshot:
                break;
            default:
                return HandleLoad(message) || HandleStorage(message);
        }

        return true;
    }

    private bool HandleLoad(object message)
    {
        if (message is LoadKeys load)
        {
            _engine.Load(load.Keys);
            load.Loaded();
        }
        else if (message is LoadFunctions functions)
        {
            functions.Loaded(_engine.LoadFunctions(functions.Sources));
        }

        return message is LoadKeys or LoadFunctions;
    }

    /// <summary>
    /// Runs what is in the inbox, in groups whose keys are fetched side by side, for a turn. The batch at _takenNext is the one
    /// that runs: should it break the shard, it may have been executed, those behind it were not.
    /// </summary>
    private void RunPosted()
    {
        _engine.BeginTurn();
        while (!_engine.IsTurnOver && TakeGroup())
        {
            _engine.Prefetch(_taken);
            for (; _takenNext < _taken.Count; _takenNext++)
                OnBatch(_taken[_takenNext]);
        }
    }

    private bool TakeGroup()
    {
        _taken.Clear();
        _takenNext = 0;
        for (var commands = 0; commands < ShardEngine.MaxGroup && _inbox.TryTake(out var batch); commands += batch.Count - batch.Next)
            _taken.Add(batch);
        return _taken.Count > 0;
    }

    private void OnBatch(ShardBatch batch)
    {
        if (batch.Epoch != _epoch)
            GiveBack(batch, ShardBatchOutcome.WrongEpoch);
        else if (batch.Next == 0 && batch.DeadlineTimestamp < _engine.Timestamp)
            GiveBack(batch, ShardBatchOutcome.DeadlinePassed);
        else if (_engine.RunInTurn(batch))
            GoBack(batch);
    }

    /// <summary>
    /// Work left over goes behind what is in the mailbox already and behind the actors that wait for the thread: told directly,
    /// turn would follow turn until the mailbox has had its share of the thread.
    /// </summary>
    private void ContinueLater()
    {
        if (_continues || (!_engine.HasWorkLeft && _inbox.IsEmpty))
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
