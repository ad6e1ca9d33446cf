using Akka.Dispatch;
using AkkaRedis.Node.Clients.Sockets;

namespace AkkaRedis.Tests.Clients;

/// <summary>A loop with no sockets: what other threads hand in runs once each, whatever the loop is doing meanwhile.</summary>
public sealed class ActorLoopTests
{
    private const int Threads = 4;
    private const int WorkPerThread = 20_000;

    [Fact]
    public async Task What_is_handed_in_while_the_loop_falls_asleep_and_wakes_runs_once_each()
    {
        var loop = new ActorLoop(new NoEvents());
        var running = Start(loop);
        var work = Enumerable.Range(0, Threads * WorkPerThread).Select(_ => new CountedWork()).ToArray();
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < WorkPerThread; i++)
                Assert.True(loop.TryHand(work[(thread * WorkPerThread) + i]));
        })));
        await Task.WhenAll(work.Select(w => w.Done));
        loop.Stop();
        await running;
        Assert.All(work, w => Assert.Equal(1, w.Runs));
    }

    [Fact]
    public async Task What_a_stopping_loop_takes_still_runs_and_what_it_refuses_does_not()
    {
        var loop = new ActorLoop(new NoEvents());
        var running = Start(loop);
        var taken = new List<CountedWork>();
        var refused = new List<CountedWork>();
        while (refused.Count < 10)
        {
            if (taken.Count == 1000)
                loop.Stop();
            var work = new CountedWork();
            (loop.TryHand(work) ? taken : refused).Add(work);
        }

        await Task.WhenAll(taken.Select(w => w.Done));
        await running;
        Assert.All(taken, w => Assert.Equal(1, w.Runs));
        Assert.All(refused, w => Assert.Equal(0, w.Runs));
    }

    [Fact]
    public async Task What_work_schedules_runs_on_the_same_thread()
    {
        var loop = new ActorLoop(new NoEvents());
        var running = Start(loop);
        Thread? of = null;
        var second = new CountedWork(() => of = Thread.CurrentThread);
        Thread? first = null;
        Assert.True(loop.TryHand(new CountedWork(() =>
        {
            first = Thread.CurrentThread;
            SocketThread.Schedule(second);
        })));
        await second.Done;
        loop.Stop();
        await running;
        Assert.Same(first, of);
    }

    [Fact]
    public async Task Work_that_steps_aside_does_not_keep_other_work_and_what_it_schedules_runs_too()
    {
        var loop = new ActorLoop(new NoEvents());
        var running = Start(loop);
        using var mayEnd = new ManualResetEventSlim();
        Thread? ofFirst = null, ofSecond = null;
        var third = new CountedWork();
        var second = new CountedWork(() => ofSecond = Thread.CurrentThread);
        var first = new CountedWork(() =>
        {
            ofFirst = Thread.CurrentThread;
            SocketThread.StepAside();
            SocketThread.StepAside();
            mayEnd.Wait();
            SocketThread.Schedule(third);
        });
        Assert.True(loop.TryHand(first));
        Assert.True(loop.TryHand(second));

        await second.Done;
        Assert.Equal(0, third.Runs);
        mayEnd.Set();
        await first.Done;
        await third.Done;
        await running;
        Assert.NotSame(ofFirst, ofSecond);
        Assert.True(loop.TryHand(new CountedWork()));
        loop.Stop();
        loop.Thread!.Join();
        Assert.False(loop.TryHand(new CountedWork()));
    }

    private static Task Start(ActorLoop loop) => Task.Factory.StartNew(loop.Run, TaskCreationOptions.LongRunning);

    private sealed class NoEvents : IActorLoopEvents
    {
        private readonly SemaphoreSlim _interrupted = new(0);

        public void Poll(bool mayWait) => _interrupted.Wait(mayWait ? Timeout.Infinite : 0);

        public void Interrupt() => _interrupted.Release();
    }

    private sealed class CountedWork(Action? body = null) : IRunnable
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _runs;

        public int Runs => _runs;

        public Task Done => _done.Task;

        public void Run()
        {
            Interlocked.Increment(ref _runs);
            body?.Invoke();
            _done.TrySetResult();
        }

        public void Execute() => Run();
    }
}
