using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// Clients that wait for keys: they are stalled batches that need nothing, neither turns nor threads, until a write serves
/// them, their time is over, or the wait is ended from outside.
/// </summary>
public sealed partial class ShardEngine
{
    private static ReadOnlySpan<byte> WasForced =>
        "UNBLOCKED force unblock from blocking operation, instance state changed (master -> replica?)"u8;

    /// <summary>When <see cref="EndDueWaits"/> is due: a timestamp of the shard's clock, or long.MaxValue.</summary>
    public long NextWaitEndTimestamp => Waits.NextEndTimestamp;

    internal WaitTable Waits => _executor.Waits;

    /// <summary>Answers those whose time is over. Their batches come out of <see cref="RunStalledTurn"/>.</summary>
    public void EndDueWaits()
    {
        var now = _time.GetTimestamp();
        while (Waits.TakeDue(now) is { } waiter)
            Answer(waiter, WaitEnd.Timeout);
        Status.BlockedClients = Waits.Count;
    }

    /// <summary>
    /// Ends one wait. For a connection that has ended the command is also dropped where it has not come to waiting yet.
    /// </summary>
    public void EndWait(EndWait end)
    {
        if (_stalled.Find(end.ConnectionId) is not { } stalled)
            return;
        if (stalled.Batch.Sequence != end.Sequence)
        {
            if (end.How == WaitEnd.Gone)
                AbandonLater(stalled, end.Sequence);
            return;
        }

        stalled.Batch.IsAbandoned = end.How == WaitEnd.Gone;
        if (stalled.Waiter is not { } waiter)
            return;
        Waits.Remove(waiter);
        Answer(waiter, end.How);
        Status.BlockedClients = Waits.Count;
    }

    private static void AbandonLater(Stalled stalled, long sequence)
    {
        foreach (var later in stalled.Later)
            later.IsAbandoned |= later.Sequence == sequence;
    }

    private void BeginWait(Stalled stalled)
    {
        stalled.Waiter = _runner.TakeWaiter(stalled);
        Waits.Add(stalled.Waiter);
        Status.BlockedClients = Waits.Count;
        stalled.Batch.ReplyTo.Waiting(stalled.Batch);
    }

    private void Answer(Waiter waiter, WaitEnd how)
    {
        _runner.EndWait(waiter.Stalled!.Batch, how);
        GoOn(waiter);
    }

    /// <summary>Gives those who were served their next turn, in which their batches go on or go back.</summary>
    private void QueueServed()
    {
        if (_runner.Served.Count == 0)
            return;
        while (_runner.Served.TryDequeue(out var waiter))
            GoOn(waiter);
        Status.BlockedClients = Waits.Count;
    }

    private void GoOn(Waiter waiter)
    {
        var stalled = waiter.Stalled!;
        stalled.Waiter = null;
        stalled.Job = waiter.Job;
        stalled.Pause = waiter.Job is null ? Pause.TurnOver : Pause.Job;
        _stalled.Queue(stalled);
    }

    /// <summary>The shard stops: what waits was certainly not executed, and says so.</summary>
    private void FailWaiting()
    {
        foreach (var waiter in Waits.All())
            waiter.Stalled!.Batch.FailRest(WasForced);
        Waits.Clear();
        Status.BlockedClients = 0;
    }
}
