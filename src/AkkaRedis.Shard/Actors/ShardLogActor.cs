using Akka.Actor;
using Akka.Event;
using Akka.Persistence;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Shard.Actors;

/// <summary>An event of the journal, in the order of the log.</summary>
internal sealed record GroupReplayed(CommandGroup Group, long Sequence);

/// <summary>The journal is open; its last event has this number. 0 = it never had one.</summary>
internal sealed record LogOpened(long LastSequence);

/// <summary>The group that was given to the journal is stored.</summary>
internal sealed record GroupStored(long Sequence);

/// <summary>The journal does not work; the actor that tells so stops.</summary>
internal sealed record LogFailed(string Reason, bool IsDamaged);

/// <summary>Asks for the events up to this one to be removed.</summary>
internal sealed record PruneLog(long Sequence);

/// <summary>
/// The persistent side of a shard's primary, its child: one event of Akka.Persistence for each group of the command log. It only
/// carries. Akka stops a persistent actor whose journal fails; the primary, which keeps the data, then makes a new one.
/// </summary>
internal sealed class ShardLogActor : UntypedPersistentActor
{
    private readonly IActorRef _primary = Context.Parent;
    private readonly Action<CommandGroup> _onStored;
    private readonly bool _replays;

    /// <param name="replays">Should the primary hear of what is in the journal?</param>
    public ShardLogActor(int shard, string journalPluginId, bool replays)
    {
        PersistenceId = IdOf(shard);
        JournalPluginId = journalPluginId;
        SnapshotPluginId = "akka.persistence.no-snapshot-store";
        _replays = replays;
        _onStored = OnStored;
    }

    public override string PersistenceId { get; }

    public override Recovery Recovery => _replays ? new Recovery(SnapshotSelectionCriteria.None) : Recovery.None;

    public static string IdOf(int shard) => $"shard-{shard}";

    public static Props Props(int shard, string journalPluginId, bool replays) =>
        Akka.Actor.Props.Create(() => new ShardLogActor(shard, journalPluginId, replays));

    protected override void OnRecover(object message)
    {
        switch (message)
        {
            case CommandGroup group:
                _primary.Tell(new GroupReplayed(group, LastSequenceNr));
                break;
            case RecoveryCompleted:
                _primary.Tell(new LogOpened(LastSequenceNr));
                break;
        }
    }

    protected override void OnCommand(object message)
    {
        switch (message)
        {
            case CommandGroup group:
                PersistAsync(group, _onStored);
                break;
            case PruneLog prune:
                DeleteMessages(prune.Sequence);
                break;
            case DeleteMessagesFailure failure:
                Context.GetLogger().Warning("{0}: the log is not pruned: {1}", PersistenceId, failure.Cause.Message);
                break;
        }
    }

    protected override void OnRecoveryFailure(Exception reason, object? message = null) => Fail(reason);

    protected override void OnPersistFailure(Exception cause, object @event, long sequenceNr) => Fail(cause);

    protected override void OnPersistRejected(Exception cause, object @event, long sequenceNr)
    {
        Fail(cause);
        Context.Stop(Self);
    }

    private void OnStored(CommandGroup group) => _primary.Tell(new GroupStored(LastSequenceNr));

    private void Fail(Exception cause) => _primary.Tell(
        new LogFailed(cause.Message, cause is JournalException { Failure.Kind: JournalFailureKind.Damaged }));
}
