using Akka.Actor;
using Akka.Event;
using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Node.Cluster;

/// <summary>
/// Gives back batches that were told to a primary which was gone: dead letters were certainly not executed, so their
/// connections may tell them to the successor.
/// </summary>
public sealed class LostBatches : UntypedActor
{
    protected override void PreStart() => Context.System.EventStream.Subscribe(Self, typeof(DeadLetter));

    protected override void PostStop() => Context.System.EventStream.Unsubscribe(Self);

    protected override void OnReceive(object message)
    {
        if (message is not DeadLetter { Message: ShardBatch batch })
            return;
        batch.Outcome = ShardBatchOutcome.WrongEpoch;
        batch.ReplyTo.Completed(batch);
    }
}
