using System.ComponentModel;
using System.Runtime.InteropServices;

namespace AkkaRedis.Node.Clients.Sockets;

/// <summary>
/// A thread that waits for events of its sockets and runs the actors they wake (<see cref="ActorLoop"/>).
/// The waker is a descriptor of ours among theirs: writing to it ends a wait. Like theirs it is edge-triggered, so nobody
/// reads it.
/// </summary>
internal sealed unsafe class EpollLoop : IActorLoopEvents, IDisposable
{
    private const int MaxEventsPerWait = 256;
    private const ulong WakeToken = ulong.MaxValue;
    private const uint Interest =
        LinuxCalls.In | LinuxCalls.Out | LinuxCalls.ReadHangUp | LinuxCalls.EdgeTriggered;

    private readonly TokenTable<EpollChannel> _channels = new();
    private readonly EpollEvents _events = new(MaxEventsPerWait);
    private readonly int _epoll;
    private readonly int _waker;
    private readonly ActorLoop _actors;
    private int _users = 1;

    /// <exception cref="Win32Exception">The system has no more descriptors.</exception>
    public EpollLoop(int number)
    {
        _epoll = EnsureOpen(LinuxCalls.EpollCreate(LinuxCalls.CloseOnExec));
        _waker = EnsureOpen(LinuxCalls.EventFd(0, LinuxCalls.CloseOnExec | LinuxCalls.NonBlocking));
        Control(LinuxCalls.Add, _waker, LinuxCalls.In | LinuxCalls.EdgeTriggered, WakeToken);
        _actors = new ActorLoop(this);
        _actors.Start($"client sockets {number}");
    }

    public int ChannelCount => Volatile.Read(ref _users) - 1;

    /// <summary>From now on the channel hears of its socket. False when the system refuses.</summary>
    public bool TryAdd(EpollChannel channel, int descriptor, out ulong token)
    {
        token = _channels.Add(channel);
        if (Control(LinuxCalls.Add, descriptor, Interest, token) < 0)
        {
            _channels.Remove(token);
            return false;
        }

        Interlocked.Increment(ref _users);
        return true;
    }

    public void Remove(ulong token, int descriptor)
    {
        _channels.Remove(token);
        Control(LinuxCalls.Delete, descriptor, 0, token);
        ReleaseUse();
    }

    public void Dispose()
    {
        _actors.Stop();
        if (_actors.Thread is { } thread && thread != Thread.CurrentThread)
            thread.Join();
        _events.Dispose();
        ReleaseUse();
    }

    /// <summary>The descriptors are closed by the last of the loop and its channels, so that their numbers stay ours until then.</summary>
    private void ReleaseUse()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        LinuxCalls.Close(_epoll);
        LinuxCalls.Close(_waker);
    }

    public void Poll(bool mayWait)
    {
        var count = LinuxCalls.EpollWait(_epoll, _events.Start, _events.Capacity, mayWait ? -1 : 0);
        for (var i = 0; i < count; i++)
            _channels.Find(_events.TokenOf(i))?.OnEvent(_events.FlagsOf(i));
    }

    public void Interrupt()
    {
        var one = 1UL;
        LinuxCalls.Write(_waker, &one, sizeof(ulong));
    }

    private int Control(int operation, int descriptor, uint flags, ulong token)
    {
        using var interest = new EpollEvents(1);
        interest.Set(0, flags, token);
        return LinuxCalls.EpollControl(_epoll, operation, descriptor, interest.Start);
    }

    private static int EnsureOpen(int descriptor) =>
        descriptor >= 0 ? descriptor : throw new Win32Exception(Marshal.GetLastPInvokeError());
}
