using System.Runtime.CompilerServices;
using Akka.Dispatch;

namespace AkkaRedis.Node.Clients.Sockets;

/// <summary>Where an <see cref="ActorLoop"/> waits while it has nothing to run.</summary>
internal interface IActorLoopEvents
{
    /// <summary>Waits for events, or looks for them without waiting, and notes them; at most schedules actors.</summary>
    void Poll(bool mayWait);

    /// <summary>Ends a Poll that waits, or the next one that would. Any thread.</summary>
    void Interrupt();
}

/// <summary>
/// The turns of a thread that polls for events and runs the actors these wake: all events of one poll are noted first, then
/// actors run in the order in which they were scheduled, so that a shard has the batches of many connections when it comes
/// to it. A queue that does not get empty is left every half millisecond to look for events.
///
/// Other threads (timers, the cluster) hand mailboxes in; the same mailbox always goes to the same loop, so that a shard is
/// not carried off to a second thread by a tick. A loop with more to do than that half millisecond lets a loop that sleeps
/// have the rest.
///
/// An actor that keeps the thread for long hands the loop over to a new thread and goes on beside it; the old one ends with it.
///
/// States, under the lock of the inbox: working, asleep (Poll waits; who hands something in interrupts it), closed (nothing
/// can be handed in any more; what is left goes to the thread pool).
/// </summary>
internal sealed class ActorLoop(IActorLoopEvents events)
{
    private static readonly long MaxTicksWithoutPoll = TimeProvider.System.TimestampFrequency / 2000;
    private static readonly Lock Changing = new();
    private static ActorLoop[] _all = [];

    private readonly Queue<IRunnable> _queue = new();
    private readonly Queue<IRunnable> _inbox = new();
    private volatile bool _isAsleep;
    private volatile bool _isStopping;
    private bool _isClosed;

    /// <summary>Counts the threads that had the loop; changed by the one that has it, so that it sees when it is not.</summary>
    private int _reign;

    /// <summary>The thread that has the loop, when the loop has made it.</summary>
    public Thread? Thread { get; private set; }

    /// <summary>Hands a mailbox to its loop; false when there is no loop in the process.</summary>
    public static bool TryHandToAny(IRunnable mailbox)
    {
        var all = Volatile.Read(ref _all);
        return all.Length > 0 && all[(uint)RuntimeHelpers.GetHashCode(mailbox) % (uint)all.Length].TryHand(mailbox);
    }

    /// <summary>Runs on a new thread until <see cref="Stop"/>.</summary>
    public void Start(string name) => StartThread(Run, name);

    /// <summary>Runs on the calling thread until <see cref="Stop"/>.</summary>
    public void Run()
    {
        lock (Changing)
            Volatile.Write(ref _all, [.. _all, this]);
        Work();
    }

    /// <summary>Makes a new thread go on with the loop, in place of the one that calls this inside an actor.</summary>
    public void HandOver()
    {
        _reign++;
        StartThread(Work, Thread.CurrentThread.Name);
    }

    public void Stop()
    {
        _isStopping = true;
        events.Interrupt();
    }

    public bool TryHand(IRunnable mailbox)
    {
        lock (_inbox)
        {
            if (_isClosed)
                return false;
            _inbox.Enqueue(mailbox);
            if (!_isAsleep)
                return true;
            _isAsleep = false;
        }

        events.Interrupt();
        return true;
    }

    private void StartThread(ThreadStart start, string? name)
    {
        Thread = new Thread(start) { IsBackground = true, Name = name };
        Thread.Start();
    }

    private void Work()
    {
        SocketThread.Adopt(this, _queue);
        var reign = _reign;
        while (!_isStopping)
        {
            events.Poll(mayWait: _queue.Count == 0 && TryFallAsleep());
            _isAsleep = false;
            TakeInbox();
            RunQueue(reign);
            if (_reign != reign)
                return;
        }

        Close();
    }

    private bool TryFallAsleep()
    {
        lock (_inbox)
            return _isAsleep = _inbox.Count == 0 && !_isStopping;
    }

    private void TakeInbox()
    {
        lock (_inbox)
        {
            while (_inbox.TryDequeue(out var mailbox))
                _queue.Enqueue(mailbox);
        }
    }

    private void RunQueue(int reign)
    {
        if (_queue.Count == 0)
            return;
        var end = TimeProvider.System.GetTimestamp() + MaxTicksWithoutPoll;
        while (_queue.TryDequeue(out var mailbox))
        {
            mailbox.Run();
            if (_reign != reign)
                return;
            if (_queue.Count > 0 && TimeProvider.System.GetTimestamp() >= end)
            {
                ShareRest();
                return;
            }
        }
    }

    /// <summary>Keeps half of what is queued and lets a loop that has nothing to do have the other half.</summary>
    private void ShareRest()
    {
        foreach (var loop in Volatile.Read(ref _all))
        {
            if (!loop._isAsleep)
                continue;
            for (var n = (_queue.Count + 1) / 2; n > 0 && loop.TryHand(_queue.Peek()); n--)
                _queue.Dequeue();
            return;
        }
    }

    private void Close()
    {
        lock (Changing)
            Volatile.Write(ref _all, Array.FindAll(_all, loop => loop != this));
        lock (_inbox)
            _isClosed = true;
        TakeInbox();
        while (_queue.TryDequeue(out var mailbox))
            ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: false);
    }
}
