using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Log;
using AkkaRedis.Shard.Snapshots;
using AkkaRedis.Simulation.Checkers;
using AkkaRedis.Tests.Execution;
using AkkaRedis.Tests.Journal;

namespace AkkaRedis.Simulation.Shard;

/// <summary>What a shard lives in, over its restarts.</summary>
internal sealed record ShardWorld(
    SimulationSettings Settings, SimulatedDisk Disk, HandClock Time, TwinLog Twin, CheckerSet Checkers, BrokenPart Broken);

/// <summary>
/// One life of a shard: engine, commit in groups, journal and snapshots, put together as the primary puts them together, but every
/// step is a call. What there is to be seen from outside goes to the checkers.
/// </summary>
internal sealed partial class SimulatedShard : IReplySink, IDisposable
{
    private const int Shard = 0;
    private const string Stream = "shard-0";

    private readonly ShardWorld _world;
    private readonly long _epoch;
    private readonly ShardEngine _engine;
    private readonly SimulatedJournal _journal;
    private readonly SnapshotFolder _folder;
    private readonly PruningPoints _points;
    private int _logsOpened;
    private bool _isLogOpen;
    private long _lastSequence;
    private long _connections;
    private int _policiesSet;
    private long _policySetAt;

    public SimulatedShard(ShardWorld world, long epoch, SyncPolicy policy)
    {
        (_world, _epoch) = (world, epoch);
        _engine = new ShardEngine(new ShardStart
        {
            Shard = Shard,
            Settings = new ShardSettings { SliceElements = 8, ListMaxListpackSize = 4, HashMaxListpackEntries = 4 },
            Commands = ShardRequests.Table,
            Time = world.Time,
            Seed = 1,
            LogKeptBytes = 0,
            SnapshotUnits = world.Settings.SnapshotUnits,
        });
        _journal = new SimulatedJournal(world.Disk, Stream, world.Settings.Limits) { Policy = policy };
        _folder = new SnapshotFolder(world.Disk, Shard);
        _points = new PruningPoints(world.Settings.SpacingBytes);
    }

    public ShardEngine Engine => _engine;

    public bool NeedsLogAgain => !_isLogOpen;

    public bool HasJournalWork => _journal.HasWork;

    public SyncPolicy Policy
    {
        get => _journal.Policy;
        set
        {
            _journal.Policy = value;
            _policiesSet++;
            _policySetAt = _engine.LogOffset;
            EndTurn();
        }
    }

    public RecoveryOutcome Recover()
    {
        var limits = _world.Settings.Limits;
        var recovery = new SimulatedRecovery(_engine, _folder, _journal, _world.Disk, limits, _world.Broken) { Points = _points };
        var outcome = recovery.Run();
        if (outcome != default)
            return outcome;
        (_lastSequence, _isLogOpen) = (recovery.LastSequence, true);
        _engine.Commit.HoldsReaders = Policy == SyncPolicy.Always;
        return default;
    }

    /// <summary>A command, or, when there are several, a transaction.</summary>
    public void Request(IReadOnlyList<ShardRequest> requests)
    {
        if (requests.Count > 1 && _world.Broken == BrokenPart.TransactionInParts)
        {
            foreach (var request in requests)
                Request([request]);
            return;
        }

        var before = _engine.LogOffset;
        var batch = ShardRequests.Batch(++_connections, this, requests);
        batch.Tag = _policiesSet;
        var goesBack = _engine.Run(batch);
        _world.Twin.Follow(_engine.Log);
        if (goesBack)
            GoBack(batch, _world.Twin.EndOfUnit(before));
        EndTurn();
    }

    /// <summary>A turn of unfinished work: long commands, the walk of a snapshot, freeing.</summary>
    public void Turn()
    {
        if (_engine.RunStalledTurn() is { } batch)
            GoBack(batch, batch.LoggedTo);
        EndTurn();
    }

    public void ExpireTurn()
    {
        _engine.BeginTurn();
        _engine.ExpireTurn();
        _engine.EndDueWaits();
        EndTurn();
    }

    public void JournalTurn()
    {
        _journal.Turn();
        EndTurn();
    }

    public void SyncRound()
    {
        if (_journal.SyncRound())
            _world.Checkers.Tell(c => c.Synced());
    }

    public void RunBackground() => _journal.RunBackground();

    /// <summary>The actor of the log stops, whatever it has under way.</summary>
    public void LoseLog()
    {
        if (_isLogOpen)
            Fail("the actor of the journal stopped");
    }

    /// <summary>A new actor asks the journal where it ends.</summary>
    public void OpenLogAgain()
    {
        _journal.Post(new DescribeRequest(Reopen));
        while (HasJournalWork)
            JournalTurn();
    }

    /// <summary>Stops in good order; true when all is on disk and attested.</summary>
    public bool Stop()
    {
        while (_isLogOpen && HasJournalWork)
            JournalTurn();
        return _journal.Stop() && _isLogOpen && _engine.Commit.IsAllStored;
    }

    public void Completed(ShardBatch batch) => throw new NotSupportedException("batches go back by the engine's answer alone");

    public void Dispose()
    {
        foreach (var batch in _engine.Commit.TakeHeld())
            batch.Release();
        foreach (var (batch, _) in _engine.TakeStalled())
            batch.Release();
        _engine.Dispose();
    }

    /// <summary>What comes after each message of the primary.</summary>
    private void EndTurn()
    {
        _world.Twin.Follow(_engine.Log);
        var commit = _engine.Commit;
        commit.HoldsReaders = Policy == SyncPolicy.Always;
        if (_isLogOpen && commit.TryBegin(out var group))
            Store(group);
        _engine.SetGate(commit.Gate, commit.Failure);
    }

    /// <param name="loggedTo">End of what the batch did; units behind it may be of those who waited for that.</param>
    private void GoBack(ShardBatch batch, long loggedTo)
    {
        var seen = new SeenLog(Policy == SyncPolicy.Always ? _engine.LogOffset : loggedTo, (int)batch.Tag!);
        batch.Tag = seen;
        if (_world.Broken == BrokenPart.ReplyBeforeStore || !_engine.Commit.TryHold(batch))
            Release(batch);
    }

    private void Release(ShardBatch batch)
    {
        var seen = (SeenLog)batch.Tag!;
        // What was stored before the switch to always is synced within a second, or with the next group.
        var isAlways = Policy == SyncPolicy.Always && seen.Policy == _policiesSet && seen.Offset > _policySetAt;
        // While nothing can be stored, who only read does not wait for what others wrote.
        var offset = _engine.Commit.Failure is null ? seen.Offset : Math.Min(seen.Offset, batch.LoggedTo);
        _world.Checkers.Tell(c => c.Replied(new ClientReply(offset, isAlways)));
        batch.Release();
    }

    private void Store(LogGroup group)
    {
        var log = _logsOpened;
        var header = new FrameHeader
        {
            Kind = FrameKind.Group, Shard = Shard, Sequence = _lastSequence + 1, Epoch = _epoch, Offset = group.Offset,
        };
        if (_world.Broken == BrokenPart.StoredWhenTold)
        {
            _journal.Post(new AppendRequest([new PendingFrame(header, group.Units.ToArray())], _ => { }));
            OnStored(header.Sequence, group, null, log);
            return;
        }

        _journal.Post(new AppendRequest([new PendingFrame(header, group.Units)], f => OnStored(header.Sequence, group, f, log)));
    }

    private void OnStored(long sequence, LogGroup group, JournalFailure? failure, int log)
    {
        if (failure is null)
        {
            var bytes = FrameHeader.Bytes + group.Units.Length;
            var stored = new StoredGroup(sequence, group.Offset, group.EndOffset, bytes, Policy == SyncPolicy.Always);
            _world.Checkers.Tell(c => c.Stored(stored));
        }

        if (log != _logsOpened)
            return;
        if (failure is not null)
        {
            Fail(failure.Message);
            return;
        }

        _lastSequence = sequence;
        _engine.Commit.Stored();
        _points.Add(sequence, _engine.Commit.StoredOffset);
        ReleaseHeld();
    }

    private void ReleaseHeld()
    {
        while (_engine.Commit.TryRelease(out var batch))
            Release(batch);
    }

    private void Fail(string reason)
    {
        _isLogOpen = false;
        _logsOpened++;
        _engine.Commit.Fail(reason);
        _engine.SetGate(_engine.Commit.Gate, reason);
        ReleaseHeld();
    }

    private void Reopen(StreamSnapshot? stream, JournalFailure? failure)
    {
        if (failure is not null)
            return;
        if (stream!.LastSequence < _lastSequence)
        {
            _world.Checkers.Tell(c => c.DamageTold($"the journal ends at {stream.LastSequence}, {_lastSequence} was stored"));
            return;
        }

        _isLogOpen = true;
        _engine.Commit.Resume(hasGroup: stream.LastSequence > _lastSequence);
        _lastSequence = stream.LastSequence;
        ReleaseHeld();
    }

    /// <summary>What a reply tells of, and the number of the policy when its command ran.</summary>
    private sealed record SeenLog(long Offset, int Policy);
}
