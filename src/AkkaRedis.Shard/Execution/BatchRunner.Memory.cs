using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// The memory limit, which is looked at before each command and each transaction, as redis-server does: a transaction is refused
/// as a whole when one of its commands needs memory and there is none.
/// </summary>
internal sealed partial class BatchRunner
{
    private static ReadOnlySpan<byte> WasAborted => "EXECABORT Transaction discarded because of: "u8;

    /// <summary>With too much in use: makes room, and refuses the next item, true then, if there is none and it needs some.</summary>
    private bool RefusesForMemory(ShardBatch batch, ref ShardItem item, long turnEnd, long nowMs)
    {
        if (MakeRoom(batch, item, turnEnd, nowMs) != Room.None || !NeedsMemory(batch, item))
            return false;
        Refuse(batch, ref item, Errors.OutOfMemory);
        return true;
    }

    /// <summary>Answers the next item, a command or a whole transaction, with an error in place of carrying it out.</summary>
    private void Refuse(ShardBatch batch, ref ShardItem item, ReadOnlySpan<byte> error)
    {
        var start = batch.ReplyStartOf(batch.Next);
        batch.Reply.Protocol = item.Protocol;
        if (item.Kind == ShardItemKind.Transaction)
        {
            executor.Watches.Unwatch(batch.ConnectionId);
            batch.Reply.Error([.. WasAborted, .. error]);
            EndWithoutQueued(batch, ref item);
            batch.Next += item.ArgCount + 1;
        }
        else
        {
            batch.Reply.Error(error);
            item.ReplyEnd = batch.Reply.Length;
            statistics.RecordRejected(item.Row!.Id);
            batch.Next++;
        }

        statistics.RecordError(batch.Reply.WrittenSpan[start..]);
    }

    /// <summary>
    /// A client hears of keys that it read and that go for its request before it has the reply, as from redis-server. Of other
    /// requests in its batch it could not be told whether they read the key; then it hears of it after the replies.
    /// </summary>
    private Room MakeRoom(ShardBatch batch, in ShardItem item, long turnEnd, long nowMs)
    {
        var isAlone = batch.Next == 0 && batch.Source.Count == 1 && item.Kind == ShardItemKind.Command;
        executor.Tracking.MakesRoomFor = isAlone ? batch.ConnectionId : 0;
        var room = evictor.MakeRoom(Locks, turnEnd, nowMs);
        executor.Tracking.MakesRoomFor = 0;
        return room;
    }

    private static bool NeedsMemory(ShardBatch batch, in ShardItem item)
    {
        if (item.Kind == ShardItemKind.Command)
            return (item.Row!.Flags & CommandFlags.DenyOom) != 0;
        for (var i = batch.Next + 1; i <= batch.Next + item.ArgCount; i++)
        {
            if ((batch[i].Row!.Flags & CommandFlags.DenyOom) != 0)
                return true;
        }

        return false;
    }
}
