using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// Commands that wait for keys. A command that waits has no reply yet and has changed nothing; it is served by being run
/// again, for the key that became ready alone, as a unit of its own. Serving may make further keys ready (BLMOVE), which are
/// served in turn before any other command runs.
/// </summary>
internal sealed partial class BatchRunner
{
    private static ReadOnlySpan<byte> WasUnblocked => "UNBLOCKED client unblocked via CLIENT UNBLOCK"u8;

    /// <summary>After <see cref="Pause.Waiting"/>: what the next item waits for.</summary>
    public WaitRequest? Wait { get; private set; }

    /// <summary>Those whose command was served, until the engine takes them.</summary>
    public Queue<Waiter> Served { get; } = new();

    /// <summary>The waiter of the item that asked for <see cref="Wait"/>, which is over with this.</summary>
    public Waiter TakeWaiter(Stalled stalled)
    {
        var request = Wait!.Value;
        Wait = null;
        var item = stalled.Batch[stalled.Batch.Next];
        var args = stalled.Batch.ArgsOf(item);
        var keys = new byte[request.KeyCount][];
        for (var i = 0; i < keys.Length; i++)
            keys[i] = args[request.FirstKeyArg + i].ToArray();
        return new Waiter(item.Db, request.Kind, keys, EndOf(request.TimeoutMs))
        {
            State = request.State, EndsWithKey = request.EndsWithKey, Stalled = stalled,
        };
    }

    /// <summary>Answers a command whose wait ended without anything for it.</summary>
    public void EndWait(ShardBatch batch, WaitEnd how)
    {
        ref var item = ref batch[batch.Next];
        batch.Reply.Protocol = item.Protocol;
        if (how == WaitEnd.Error)
            batch.Reply.Error(WasUnblocked);
        else
            batch.Reply.NullArray();
        EndReply(batch, ref item, batch.ReplyStartOf(batch.Next));
        batch.Next++;
    }

    /// <summary>Serves those whose keys became ready.</summary>
    public void ServeReady(long nowMs)
    {
        while (executor.Waits.TryTakeReady(out var line))
            ServeLine(line, nowMs);
    }

    private ISlicedJob? RunOrWait(ShardBatch batch, ref ShardItem item, long nowMs)
    {
        if ((item.Row!.Flags & CommandFlags.Blocking) == 0)
            return RunCommand(batch, ref item, nowMs);
        batch.Reply.Protocol = item.Protocol;
        var job = executor.ExecuteOrWait(
            (ShardCommand)item.Row!, batch.ArgsOf(item), batch.Reply, item.Db, nowMs, batch.ConnectionId, null, null, out var wait);
        Wait = wait;
        return job;
    }

    private Pause PauseForKeys(ShardBatch batch, in ShardItem item)
    {
        batch.Reply.EndGuard();
        CommitUnit(batch);
        statistics.RecordBegin(item.Row!.Id);
        return Pause.Waiting;
    }

    private void ServeLine(WaitLine line, long nowMs)
    {
        for (var place = line.Waiters.First; place is not null;)
        {
            var waiter = place.Value;
            place = place.Next;
            var kind = executor.KindOf(line.Db, line.Key);
            if (!waiter.IsServedFrom(kind))
                continue;
            var batch = waiter.Stalled!.Batch;
            if (Locks.Any && IsBlocked(batch))
            {
                executor.Waits.Defer(line);
                return;
            }

            Serve(waiter, batch, line.Key, nowMs);
        }
    }

    private void Serve(Waiter waiter, ShardBatch batch, byte[] key, long nowMs)
    {
        ref var item = ref batch[batch.Next];
        var started = time.GetTimestamp();
        batch.ReplyTo.Serving(batch);
        batch.Reply.Protocol = item.Protocol;
        batch.Reply.Guard();
        var job = executor.ExecuteOrWait(
            (ShardCommand)item.Row!, batch.ArgsOf(item), batch.Reply, item.Db, nowMs, batch.ConnectionId, key,
            waiter.State, out var wait);
        CommitUnit(batch);
        var ticks = time.GetTimestamp() - started;
        statistics.AddTime(item.Row!.Id, ticks);
        if (wait is not null)
        {
            batch.Reply.EndGuard();
            batch.ReplyTo.Waiting(batch);
            return;
        }

        executor.Waits.Remove(waiter);
        waiter.Job = job;
        Served.Enqueue(waiter);
        if (job is not null)
        {
            waiter.Stalled!.JobTicks = ticks;
            TakeLock(item, job);
            return;
        }

        RecordWhole(batch, item, ticks, nowMs);
        EndItem(batch, ref item, batch.ReplyStartOf(batch.Next));
        batch.Next++;
    }

    private long EndOf(long timeoutMs)
    {
        var now = time.GetTimestamp();
        var ticksPerMs = Math.Max(1, time.TimestampFrequency / 1000);
        return timeoutMs == 0 || timeoutMs > (Waiter.NoEnd - now) / ticksPerMs ? Waiter.NoEnd : now + (timeoutMs * ticksPerMs);
    }
}
