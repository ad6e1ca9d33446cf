using System.Runtime.CompilerServices;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;
using AkkaRedis.Shard.Scripting;

namespace AkkaRedis.Shard.Execution;

/// <summary>Why a batch stopped before its end.</summary>
internal enum Pause
{
    /// <summary>It did not: every item has its reply.</summary>
    None,

    /// <summary>The turn's time is used up; go on in a later turn.</summary>
    TurnOver,

    /// <summary>The next item is a sliced job in progress.</summary>
    Job,

    /// <summary>The next item writes a key that is locked.</summary>
    Locked,

    /// <summary>The next item is a command that waits for keys.</summary>
    Waiting,

    /// <summary>The replies have grown to their limit; the sender must take them out first.</summary>
    ReplyFull,
}

/// <summary>
/// Executes the items of a batch in order, keeps statistics, closes a log unit per command or transaction, and stops when the
/// turn's time is over, so that one batch never holds the shard longer than <paramref name="turnTicks"/> plus one command.
/// The time for statistics and turns comes from the given TimeProvider; commands themselves see one wall-clock value per run.
/// </summary>
internal sealed partial class BatchRunner(
    CommandExecutor executor, CommandLog log, Evictor evictor, CommandStatistics statistics, TimeProvider time, long turnTicks,
    int replyLimitBytes, LatencyWatch watch)
{
    private const int JobSliceUnits = 500;

    private static ReadOnlySpan<byte> ReplyTooLong => "ERR reply exceeds 2 GB"u8;

    private readonly KeyPrefetch _prefetch = new();

    private long _nowMs;
    private long _turnEnd;

    public KeyLocks Locks { get; } = new();

    /// <summary>Runs the commands of a transaction that need no shard but stand between others; null = there are none.</summary>
    public INodeCommandRunner? NodeCommands { get; init; }

    /// <summary>The monotonic clock as last looked at.</summary>
    public long Timestamp { get; private set; }

    public bool IsTurnOver => Timestamp >= _turnEnd;

    public long WallClockMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>
    /// Runs from <see cref="ShardBatch.Next"/> on. With <see cref="Pause.Job"/> the job is given back for <see cref="StepJob"/>.
    /// </summary>
    public Pause Run(ShardBatch batch, out ISlicedJob? job)
    {
        job = null;
        var nowMs = _nowMs;
        var started = Timestamp;
        var turnEnd = started + turnTicks;
        var slowTicks = watch.FromTicks;
        var prefetched = KeyPrefetch.IsSupported ? Math.Max(batch.Next, batch.PrefetchedTo) : int.MaxValue;
        while (batch.Next < batch.Count)
        {
            if (batch.Next >= prefetched)
                prefetched = PrefetchKeys(batch);
            if (batch.Reply.Length >= replyLimitBytes)
                return Pause.ReplyFull;
            if (MustWait(batch))
                return Pause.Locked;
            ref var item = ref batch[batch.Next];
            if (Gate == WriteGate.Refused && RefusesWrite(batch, ref item))
                continue;
            if (evictor.IsExceeded && RefusesForMemory(batch, ref item, turnEnd, nowMs))
                continue;
            if (item.Kind == ShardItemKind.Transaction)
                RunTransaction(batch, nowMs);
            else if (RunSingle(batch, ref item, nowMs, out job) is not Pause.None and var pause)
                return pause;
            EndUnit(batch, nowMs);
            var now = Timestamp = time.GetTimestamp();
            if (item.Row is { } row)
                Record(batch, item, row, now - started, nowMs, slowTicks);
            if (batch.Next < batch.Count && now >= turnEnd)
                return Pause.TurnOver;
            started = now;
        }

        return Pause.None;
    }

    private bool MustWait(ShardBatch batch) =>
        (Locks.Any && IsBlocked(batch))
        || (Snapshot is not null && MustWaitForSnapshot(batch))
        || (Gate == WriteGate.Full && Writes(batch, batch[batch.Next]));

    private Pause RunSingle(ShardBatch batch, ref ShardItem item, long nowMs, out ISlicedJob? job)
    {
        batch.Reply.Guard();
        job = RunOrWait(batch, ref item, nowMs);
        NoteReader(batch, item);
        if (Wait is not null)
            return PauseForKeys(batch, item);
        if (job is not null)
            return PauseForJob(batch, item, job);
        EndItem(batch, ref item, batch.ReplyStartOf(batch.Next));
        batch.Next++;
        return Pause.None;
    }

    /// <summary>Begins a turn: looks at both clocks.</summary>
    public void BeginTurn()
    {
        _nowMs = WallClockMs;
        Timestamp = time.GetTimestamp();
        _turnEnd = Timestamp + turnTicks;
    }

    /// <summary>Sets the memory of the first keys of several batches under way.</summary>
    public void Prefetch(List<ShardBatch> batches)
    {
        if (!KeyPrefetch.IsSupported || batches.Count < 2)
            return;
        var room = KeyPrefetch.MaxKeys;
        foreach (var batch in batches)
        {
            var end = Math.Min(batch.Next + room, batch.Count);
            room -= end - batch.Next;
            AddKeys(batch, end);
            batch.PrefetchedTo = end;
        }

        _prefetch.Fetch();
    }

    /// <summary>Sets the memory of the next items' first keys under way; returns the item after them.</summary>
    private int PrefetchKeys(ShardBatch batch)
    {
        var end = Math.Min(batch.Next + KeyPrefetch.MaxKeys, batch.Count);
        if (end - batch.Next < 2)
            return end;
        AddKeys(batch, end);
        _prefetch.Fetch();
        return end;
    }

    private void AddKeys(ShardBatch batch, int end)
    {
        for (var i = batch.Next; i < end; i++)
        {
            ref var item = ref batch[i];
            if (item.Row?.Keys.First is not (> 0 and var key) || key >= item.ArgCount)
                continue;
            executor.Keyspace[item.Db].Prefetch(batch.ArgsOf(item)[key], _prefetch);
        }
    }

    /// <summary>
    /// Does slices, at least one, of the job of the batch's next item until it is done (true; the item is finished then), the
    /// turn is over, or all that is left is a write's change, which must wait.
    /// </summary>
    public bool StepJob(Stalled stalled, ISlicedJob job)
    {
        var batch = stalled.Batch;
        ref var item = ref batch[batch.Next];
        var nowMs = WallClockMs;
        var started = time.GetTimestamp();
        bool done;
        do
            done = executor.Prepare(job, batch.ArgsOf(item), batch.Reply, item.Db, nowMs, batch.ConnectionId, JobSliceUnits);
        while (!done && time.GetTimestamp() - started < turnTicks);
        done = done && TryFinish(batch, item, job, nowMs);
        CommitUnit(batch);
        AddJobTime(stalled, item, time.GetTimestamp() - started, done, nowMs);
        if (!done)
            return false;
        EndItem(batch, ref item, batch.ReplyStartOf(batch.Next));
        batch.Next++;
        executor.Waits.Undefer();
        EndUnit(batch, nowMs);
        return true;
    }

    /// <summary>
    /// Gives up the job's lock and lets a write make its change; false, with the lock kept, while others read what it changes.
    /// </summary>
    private bool TryFinish(ShardBatch batch, in ShardItem item, ISlicedJob job, long nowMs)
    {
        ReleaseLock(item, job);
        if (job is not ISlicedWrite write)
            return true;
        if (Locks.Any && IsBlocked(batch))
        {
            TakeLock(item, job);
            return false;
        }

        executor.Apply(write, batch.ArgsOf(item), batch.Reply, item.Db, nowMs, batch.ConnectionId);
        return true;
    }

    /// <summary>What a command or transaction did is one unit of the log; then those are served who waited for it.</summary>
    private void EndUnit(ShardBatch batch, long nowMs)
    {
        CommitUnit(batch);
        if (executor.Waits.AnyReady)
            ServeReady(nowMs);
    }

    private void CommitUnit(ShardBatch batch)
    {
        if (log.CommitUnit())
            batch.LoggedTo = log.EndOffset;
    }

    private Pause PauseForJob(ShardBatch batch, in ShardItem item, ISlicedJob job)
    {
        CommitUnit(batch);
        statistics.RecordBegin(item.Row!.Id);
        TakeLock(item, job);
        return Pause.Job;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Record(ShardBatch batch, in ShardItem item, CommandRow row, long ticks, long nowMs, long slowTicks)
    {
        statistics.Record(row.Id, ticks);
        if (ticks >= slowTicks)
            watch.CommandTook(ticks, row, batch.ArgsOf(item), batch.ConnectionId, nowMs);
    }

    private void AddJobTime(Stalled stalled, in ShardItem item, long ticks, bool isDone, long nowMs)
    {
        statistics.AddTime(item.Row!.Id, ticks);
        stalled.JobTicks += ticks;
        if (!isDone)
            return;
        RecordWhole(stalled.Batch, item, stalled.JobTicks, nowMs);
        stalled.JobTicks = 0;
    }

    /// <summary>The whole time of a command that was counted when it began.</summary>
    private void RecordWhole(ShardBatch batch, in ShardItem item, long ticks, long nowMs)
    {
        statistics.RecordLatency(item.Row!.Id, ticks);
        if (ticks >= watch.FromTicks)
            watch.CommandTook(ticks, item.Row, batch.ArgsOf(item), batch.ConnectionId, nowMs);
    }

    private void TakeLock(in ShardItem item, ISlicedJob job)
    {
        if (!job.LockedKey.IsEmpty)
            Locks.Lock(item.Db, job.LockedKey.Span);
        foreach (var key in job.MoreLockedKeys)
            Locks.Lock(item.Db, key);
    }

    private void ReleaseLock(in ShardItem item, ISlicedJob job)
    {
        if (!job.LockedKey.IsEmpty)
            Locks.Unlock(item.Db, job.LockedKey.Span);
        foreach (var key in job.MoreLockedKeys)
            Locks.Unlock(item.Db, key);
    }

    private ISlicedJob? RunCommand(ShardBatch batch, ref ShardItem item, long nowMs)
    {
        var reply = batch.Reply;
        reply.Protocol = item.Protocol;
        return executor.Execute((ShardCommand)item.Row!, batch.ArgsOf(item), reply, item.Db, nowMs, batch.ConnectionId);
    }

    /// <summary>As soon as a read has begun: whatever changes its keys from now on, its client is to hear of.</summary>
    private void NoteReader(ShardBatch batch, in ShardItem item)
    {
        if (item.Tracks && Reads(item.Row!))
            executor.Tracking.Remember(item.Row!, batch.ArgsOf(item), batch.ConnectionId);
    }

    /// <summary>A script reads if a command that it called does.</summary>
    private bool Reads(CommandRow row) =>
        (row.Flags & CommandFlags.RunsScript) != 0 ? executor.Scripts is { HasRead: true } : row.IsReadOnly;

    private void EndItem(ShardBatch batch, ref ShardItem item, int replyStart)
    {
        if (batch.Reply.EndGuard())
            batch.Reply.Error(ReplyTooLong);
        EndReply(batch, ref item, replyStart);
    }

    private void EndReply(ShardBatch batch, ref ShardItem item, int replyStart)
    {
        item.ReplyEnd = batch.Reply.Length;
        if (item.ReplyEnd == replyStart)
            throw new InvalidOperationException($"command {item.Row!.Name} gave no reply");
        var reply = batch.Reply.WrittenSpan[replyStart..];
        if (reply[0] != (byte)'-')
            return;
        statistics.RecordFailed(item.Row!.Id);
        if (executor.Scripts?.TakeCountedError() != true)
            statistics.RecordError(reply);
    }

    private void RunTransaction(ShardBatch batch, long nowMs)
    {
        ref var head = ref batch[batch.Next];
        var runs = !head.Watching || executor.Watches.IsIntact(batch.ConnectionId, nowMs);
        executor.Watches.Unwatch(batch.ConnectionId);
        if (runs)
        {
            RunQueued(batch, ref head, nowMs);
        }
        else
        {
            batch.Reply.Protocol = head.Protocol;
            batch.Reply.NullArray();
            EndWithoutQueued(batch, ref head);
        }

        batch.Next += head.ArgCount + 1;
    }

    private void RunQueued(ShardBatch batch, ref ShardItem head, long nowMs)
    {
        head.ReplyEnd = batch.Reply.Length;
        batch.Reply.Guard();
        for (var i = batch.Next + 1; i <= batch.Next + head.ArgCount; i++)
        {
            ref var item = ref batch[i];
            if (item.Row is not ShardCommand)
            {
                RunOfNode(batch, ref item);
                continue;
            }

            var replyStart = batch.Reply.Length;
            var started = time.GetTimestamp();
            var job = RunCommand(batch, ref item, nowMs);
            while (job is not null
                && !executor.Step(job, batch.ArgsOf(item), batch.Reply, item.Db, nowMs, batch.ConnectionId, JobSliceUnits))
            {
            }

            NoteReader(batch, item);
            if (!batch.Reply.HasOverflown)
                EndReply(batch, ref item, replyStart);
            Record(batch, item, item.Row!, time.GetTimestamp() - started, nowMs, watch.FromTicks);
        }

        if (!batch.Reply.EndGuard())
            return;
        batch.Reply.Error(ReplyTooLong);
        EndWithoutQueued(batch, ref head);
    }

    /// <summary>Its statistics are those of the node.</summary>
    private void RunOfNode(ShardBatch batch, ref ShardItem item)
    {
        batch.Reply.Protocol = item.Protocol;
        var runs = NodeCommands?.TryRun(item.Row!, batch.ArgsOf(item), batch.Reply, item.Db);
        Check.That(runs == true, "a unit has only commands that its shard can run");
        item.ReplyEnd = batch.Reply.Length;
    }

    /// <summary>What was written is the reply of the transaction as a whole; its commands have none.</summary>
    private static void EndWithoutQueued(ShardBatch batch, ref ShardItem head)
    {
        head.ReplyEnd = batch.Reply.Length;
        for (var i = batch.Next + 1; i <= batch.Next + head.ArgCount; i++)
            batch[i].ReplyEnd = head.ReplyEnd;
    }

    private bool IsBlocked(ShardBatch batch)
    {
        ref var item = ref batch[batch.Next];
        if (item.Kind == ShardItemKind.Command)
            return Locks.Blocks(item.Row!, batch.ArgsOf(item));
        for (var i = batch.Next + 1; i <= batch.Next + item.ArgCount; i++)
        {
            ref var queued = ref batch[i];
            if (Locks.Blocks(queued.Row!, batch.ArgsOf(queued)))
                return true;
        }

        return false;
    }
}
