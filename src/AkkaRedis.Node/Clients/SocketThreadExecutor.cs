using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using Akka.Dispatch;

namespace AkkaRedis.Node.Clients;

/// <summary>
/// Runs actors on the thread that caused them to be scheduled, when that thread is handling a socket event; on the thread
/// pool otherwise. With inline socket completions a request then goes from the socket through the connection's stage, the
/// shard and back to the socket without a thread switch.
///
/// Inside <see cref="Run"/> mailboxes are queued to a list of the thread, which Run works through before it returns. What is
/// still queued after half a millisecond goes to the pool: the thread has other sockets to look at, and work that goes on and
/// on (a shard in the middle of a sliced command) must not keep it from them.
/// </summary>
public static class SocketThread
{
    private static readonly long MaxTicksPerEvent = TimeProvider.System.TimestampFrequency / 2000;

    [ThreadStatic]
    private static Queue<IRunnable>? _queue;

    [ThreadStatic]
    private static bool _isRunning;

    /// <summary>
    /// Tells the runtime, before this process makes its first socket, to complete operations on the threads that poll
    /// sockets, and how many of those to have (0 = half the processors).
    /// </summary>
    public static void Prepare(int threads)
    {
        var count = threads > 0 ? threads : Math.Max(1, Environment.ProcessorCount / 2);
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", count.ToString(CultureInfo.InvariantCulture));
    }

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

    /// <summary>
    /// Tells an actor something that may keep it for long: if that wakes it, it runs on the thread pool, so that this thread
    /// goes on looking at its sockets, on one of which a SCRIPT KILL may come.
    /// </summary>
    public static void TellElsewhere(IActorRef actor, object message)
    {
        var wasRunning = _isRunning;
        _isRunning = false;
        try
        {
            actor.Tell(message, ActorRefs.NoSender);
        }
        finally
        {
            _isRunning = wasRunning;
        }
    }

    internal static void Schedule(IRunnable mailbox)
    {
        if (_isRunning)
            _queue!.Enqueue(mailbox);
        else
            ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: true);
    }
}

/// <summary>
/// Plugs <see cref="SocketThread"/> into an Akka dispatcher: <c>executor = "…SocketThreadExecutorConfigurator, AkkaRedis.Node"</c>.
/// </summary>
public sealed class SocketThreadExecutorConfigurator(Config config, IDispatcherPrerequisites prerequisites)
    : ExecutorServiceConfigurator(config, prerequisites)
{
    public override ExecutorService Produce(string id) => new SocketThreadExecutor(id);

    private sealed class SocketThreadExecutor(string id) : ExecutorService(id)
    {
        public override void Execute(IRunnable run) => SocketThread.Schedule(run);

        public override void Shutdown()
        {
        }
    }
}
