using System.Collections.Concurrent;
using Akka.Actor;
using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Shard.Actors;

/// <summary>Tells a primary that there are batches in its inbox.</summary>
internal sealed class BatchesPosted
{
    public static readonly BatchesPosted Instance = new();
}

/// <summary>
/// Where connections leave batches for one reign of a primary. A message of the actor's own mailbox costs more than a command;
/// here any number of batches makes one message, and the primary sees several batches at once, so that it can fetch the keys of
/// them all side by side.
///
/// States: awake (a <see cref="BatchesPosted"/> is on its way and not yet begun), not awake, closed. A batch that comes after
/// the end of the reign goes straight back, not executed. Any thread may post; the rest is the primary's.
/// </summary>
public sealed class ShardInbox(IActorRef primary)
{
    private readonly ConcurrentQueue<ShardBatch> _posted = new();
    private int _isAwake;
    private bool _isClosed;

    internal bool IsEmpty => _posted.IsEmpty;

    public void Post(ShardBatch batch)
    {
        _posted.Enqueue(batch);

        // A full fence stands between the note and the look at whether anyone is left to read it; Close has one too.
        if (Interlocked.Exchange(ref _isAwake, 1) == 0)
            primary.Tell(BatchesPosted.Instance, ActorRefs.NoSender);
        if (Volatile.Read(ref _isClosed))
            GiveBack();
    }

    /// <summary>Called by the primary first thing when told: batches posted from now on tell it again.</summary>
    internal void BeginTurn() => Interlocked.Exchange(ref _isAwake, 0);

    internal bool TryTake(out ShardBatch batch) => _posted.TryDequeue(out batch!);

    /// <summary>The reign is over.</summary>
    internal void Close()
    {
        Interlocked.Exchange(ref _isClosed, true);
        GiveBack();
    }

    private void GiveBack()
    {
        while (_posted.TryDequeue(out var batch))
        {
            batch.Outcome = ShardBatchOutcome.WrongEpoch;
            batch.ReplyTo.Completed(batch);
        }
    }
}
