namespace AkkaRedis.Node.Clients.Sockets;

/// <summary>
/// Whether one direction of a socket is worth a system call, shared by the socket's owner, who uses it, and the thread that
/// hears of it from epoll.
///
/// epoll is edge-triggered: it speaks once when something becomes possible, so what was heard is kept here until it is used
/// up. State bits: <see cref="Ready"/>, a call may get somewhere; <see cref="Waiting"/>, the owner found it not ready and wants
/// to be called; <see cref="Ended"/>, the other side closed or the connection broke, so that calls never block again.
///
/// Ready is taken away before the call, never after: whatever is heard while the call runs sets it again, at the worst for a
/// call that finds nothing. Waiting is set in the step that finds it not ready, and taken in the step that makes it ready, so
/// no wake-up is lost and none comes twice. Invariant: Waiting excludes Ready and Ended.
/// </summary>
internal struct Readiness
{
    private const int Ready = 1;
    private const int Waiting = 2;
    private const int Ended = 4;

    private int _state;

    public static Readiness ReadyAtFirst => new() { _state = Ready };

    /// <summary>The owner: is a call worth it? If not, the owner now waits.</summary>
    /// <param name="hasEnded">The end was heard of before: a call that would block has nothing to wait for.</param>
    public bool TryUse(out bool hasEnded)
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            var isWorthIt = (state & (Ready | Ended)) != 0;
            hasEnded = (state & Ended) != 0;
            if (Interlocked.CompareExchange(ref _state, isWorthIt ? state & ~Ready : state | Waiting, state) == state)
                return isWorthIt;
        }
    }

    /// <summary>The owner: is a call worth it? If not, the owner now waits. Uses nothing up.</summary>
    public bool IsReadyOrWait()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            if ((state & (Ready | Ended)) != 0)
                return true;
            if (Interlocked.CompareExchange(ref _state, state | Waiting, state) == state)
                return false;
        }
    }

    /// <summary>The owner: the call did all it was asked for, so the next one may get somewhere too.</summary>
    public void KeepReady() => Interlocked.Or(ref _state, Ready);

    /// <summary>The thread that hears: true when the owner is to be called.</summary>
    public bool Signal(bool hasEnded)
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            var next = (state | Ready | (hasEnded ? Ended : 0)) & ~Waiting;
            if (Interlocked.CompareExchange(ref _state, next, state) == state)
                return (state & Waiting) != 0;
        }
    }
}
