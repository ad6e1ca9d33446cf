using System.Collections.Immutable;
using Akka.Actor;
using Akka.Persistence;
using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Persistence;

/// <summary>
/// The way of a single <see cref="CommandGroup"/>, which is nearly all there is to write: past the tasks, the circuit breaker and
/// the actor by which <see cref="AsyncWriteJournal"/> keeps answers in order, all of which cost more than the write. An actor has one
/// write under way, so its answers are in order; a disk that hangs makes writers wait at their shard.
/// </summary>
public sealed partial class SegmentJournal
{
    private readonly List<JournalRequest> _single = new(1);
    private StreamTurn? _ownTurn;

    protected override bool AroundReceive(Receive receive, object message)
    {
        if (message is not WriteMessages write || GroupOf(write) is not { } persistent)
            return base.AroundReceive(receive, message);
        _ownTurn ??= _store.NewOwnTurn();
        var frames = new[] { _frames.Encode(persistent, isContinued: false) };
        var journal = Self;
        _store.PostOrWrite(
            persistent.PersistenceId, new AppendRequest(frames, failure => Answer(write, persistent, failure, journal)), _single, _ownTurn);
        return true;
    }

    /// <summary>The event, when a group of commands is all that is to be written.</summary>
    private static IPersistentRepresentation? GroupOf(WriteMessages write)
    {
        using var messages = write.Messages.GetEnumerator();
        if (!messages.MoveNext()
            || messages.Current is not AtomicWrite { Payload: IImmutableList<IPersistentRepresentation> { Count: 1 } only })
            return null;
        return only[0].Payload is CommandGroup && !messages.MoveNext() ? only[0] : null;
    }

    /// <summary>What Akka.Persistence wants to hear of a write.</summary>
    private static void Answer(WriteMessages write, IPersistentRepresentation persistent, JournalFailure? failure, IActorRef journal)
    {
        if (failure is null)
        {
            write.PersistentActor.Tell(WriteMessagesSuccessful.Instance, journal);
            write.PersistentActor.Tell(new WriteMessageSuccess(persistent, write.ActorInstanceId), journal);
            return;
        }

        var cause = new JournalException(failure);
        write.PersistentActor.Tell(new WriteMessagesFailed(cause, 1), journal);
        write.PersistentActor.Tell(new WriteMessageFailure(persistent, cause, write.ActorInstanceId), journal);
    }
}
