using Akka.Dispatch;

namespace AkkaRedis.Node.Clients.Sockets;

/// <summary>
/// Runs actors on the thread that caused them to be scheduled, when that thread is handling socket events; else on one of the
/// <see cref="ActorLoop"/>s, and where there are none on the thread pool. A request then goes from the socket through the
/// connection's stage, the shard and back to the socket without a thread switch.
///
/// Inside <see cref="Run"/>, on a thread that is not a loop's, mailboxes are queued to a list that Run works through before it
/// returns. What is still queued after half a millisecond goes to the pool: the thread has other sockets to look at, and work
/// that goes on and on (a shard in the middle of a sliced command) must not keep it from them.
/// </summary>
internal static class SocketThread
{
    private static readonly long MaxTicksPerEvent = TimeProvider.System.TimestampFrequency / 2000;

    [ThreadStatic]
    private static Queue<IRunnable>? _queue;

    /// <summary>The loop whose thread this is; null on other threads.</summary>
    [ThreadStatic]
    private static ActorLoop? _loop;

    [ThreadStatic]
    private static bool _isRunning;

    /// <summary>Runs the handler of a socket event, and the actors it schedules.</summary>
    public static void Run(Action handler)
    {
        if (_isRunning)
        {
            handler();
            return;
        }

        _isRunning = true;
        var queue = _queue ??= new Queue<IRunnable>();
        try
        {
            handler();
            if (queue.Count == 0)
                return;
            var end = TimeProvider.System.GetTimestamp() + MaxTicksPerEvent;
            while (queue.TryDequeue(out var mailbox))
            {
                mailbox.Run();
                if (queue.Count > 0 && TimeProvider.System.GetTimestamp() >= end)
                    return;
            }
        }
        finally
        {
            _isRunning = false;
            while (queue.TryDequeue(out var mailbox))
                ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: false);
        }
    }

    /// <summary>Makes what is scheduled on this thread from now on go to the queue of a loop, which runs it itself.</summary>
    public static void Adopt(ActorLoop loop, Queue<IRunnable> queueOfLoop)
    {
        _isRunning = true;
        _queue = queueOfLoop;
        _loop = loop;
    }

    /// <summary>
    /// For an actor that will keep this thread for long (a script that does not end): lets another thread do what this one has
    /// to do besides. What the actor schedules from now on runs elsewhere.
    /// </summary>
    public static void StepAside()
    {
        if (!_isRunning)
            return;
        _isRunning = false;
        if (_loop is { } loop)
        {
            _loop = null;
            _queue = null;
            loop.HandOver();
        }
        else
        {
            while (_queue!.TryDequeue(out var mailbox))
                ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: false);
        }
    }

    public static void Schedule(IRunnable mailbox)
    {
        if (_isRunning)
            _queue!.Enqueue(mailbox);
        else if (!ActorLoop.TryHandToAny(mailbox))
            ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: true);
    }
}
