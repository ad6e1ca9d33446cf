using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Log;
using AkkaRedis.Shard.Rdb;
using AkkaRedis.Shard.Snapshots;

namespace AkkaRedis.Simulation.Shard;

/// <summary>What came of a recovery: all null when it succeeded.</summary>
/// <param name="Damage">It never will without help.</param>
/// <param name="Failure">It may succeed later.</param>
internal readonly record struct RecoveryOutcome(string? Damage, string? Failure)
{
    public static RecoveryOutcome Of(JournalFailure failure) => failure.Kind == JournalFailureKind.Damaged
        ? new RecoveryOutcome(failure.Message, null)
        : new RecoveryOutcome(null, failure.Message);
}

/// <summary>
/// Makes an empty engine what the disk says: the newest snapshot, then the groups of the journal that follow it. The same steps as
/// those of the primary and its storage.
/// </summary>
internal sealed class SimulatedRecovery(
    ShardEngine engine, SnapshotFolder folder, SimulatedJournal journal, IJournalDisk disk, JournalLimits limits, BrokenPart broken)
{
    private static readonly RdbLimits ValueLimits = RdbLimits.Of(new ShardSettings());

    private IReadOnlyList<byte[]> _functions = [];

    public PruningPoints Points { get; init; } = new();

    public long SnapshotOffset { get; private set; }

    public long LastSequence { get; private set; }

    public RecoveryOutcome Run()
    {
        var outcome = LoadSnapshot();
        if (outcome != default)
            return outcome;
        if (engine.LoadFunctions(_functions) is { } error)
            return new RecoveryOutcome(error, null);
        outcome = ReplayJournal();
        if (outcome == default)
            engine.EndRecovery();
        return outcome;
    }

    private RecoveryOutcome LoadSnapshot()
    {
        if (folder.Survey(out var survey) is { } fault)
            return new RecoveryOutcome(null, fault.ToString());
        if (survey.Missed is { } missed && broken != BrokenPart.RecoveryIgnoresDamage)
            return new RecoveryOutcome(missed.Problem, null);
        if (survey.Newest is not { } newest || broken == BrokenPart.RecoverySkipsGap)
            return default;
        SnapshotOffset = newest.LogOffset;
        if (!folder.TryOpen(newest, out var input, out fault))
            return new RecoveryOutcome(null, fault.ToString());
        using (input)
            return Load(input, newest);
    }

    private RecoveryOutcome Load(SnapshotInput input, SnapshotFile file)
    {
        var reader = new RdbFileReader(input, file.Footer.RdbBytes, ValueLimits, databases: 16);
        var keys = new RdbKeyList();
        while (reader.Next() is { } key)
            keys.Add(key);
        engine.BeginTurn();
        engine.Load(keys);
        _functions = reader.Functions;
        if (input.Fault is { } fault)
            return new RecoveryOutcome(null, fault.ToString());
        var damage = input.Damage?.ToString() ?? reader.Fault ?? (keys.Count == file.Footer.Keys ? null : "keys are missing");
        return broken == BrokenPart.RecoveryIgnoresDamage ? default : new RecoveryOutcome(damage, null);
    }

    private RecoveryOutcome ReplayJournal()
    {
        StreamSnapshot? stream = null;
        JournalFailure? failure = null;
        journal.Post(new DescribeRequest((s, f) => (stream, failure) = (s, f)));
        journal.Turn();
        if (failure is not null)
            return RecoveryOutcome.Of(failure);
        LastSequence = stream!.LastSequence;
        engine.BeginReplay(BeginOf(stream));
        using var replay = new StreamReplay(disk, stream, 0, long.MaxValue, limits);
        while (replay.MoveNext() && engine.ReplayDamage is null)
        {
            var frame = replay.Frame;
            var group = new CommandGroup(frame.Shard, frame.Epoch, frame.Offset, replay.Payload.ToArray());
            Points.Add(frame.Sequence, group.EndOffset);
            engine.Replay(group);
        }

        if (broken == BrokenPart.RecoveryIgnoresDamage)
            return default;
        return replay.Failure is { } failed ? RecoveryOutcome.Of(failed) : new RecoveryOutcome(engine.ReplayDamage, null);
    }

    private long BeginOf(StreamSnapshot stream)
    {
        if (broken != BrokenPart.RecoverySkipsGap)
            return broken == BrokenPart.OffsetsBeginAnew ? 0 : SnapshotOffset;
        using var replay = new StreamReplay(disk, stream, 0, long.MaxValue, limits);
        return replay.MoveNext() ? replay.Frame.Offset : 0;
    }
}
