namespace AkkaRedis.Node.Persistence;

/// <summary>
/// So many bytes may be on their way from the journal to an actor that recovers. The journal takes credit before it sends an
/// event and waits when there is none; the actor gives it back when it has applied the event. An event longer than all the
/// credit there is goes alone.
/// </summary>
internal sealed class ReplayCredits(long windowBytes)
{
    private readonly Lock _gate = new();
    private long _onTheirWay;
    private TaskCompletionSource? _waiting;

    public long OnTheirWay
    {
        get
        {
            lock (_gate)
                return _onTheirWay;
        }
    }

    /// <exception cref="TimeoutException">Nothing was given back for as long as the timeout.</exception>
    public async ValueTask TakeAsync(long bytes, TimeSpan timeout)
    {
        while (!TryTake(bytes, out var room))
            await room.WaitAsync(timeout).ConfigureAwait(false);
    }

    public void Release(long bytes)
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            _onTheirWay -= bytes;
            (waiting, _waiting) = (_waiting, null);
        }

        waiting?.SetResult();
    }

    private bool TryTake(long bytes, out Task room)
    {
        lock (_gate)
        {
            if (_onTheirWay == 0 || _onTheirWay + bytes <= windowBytes)
            {
                _onTheirWay += bytes;
                room = Task.CompletedTask;
                return true;
            }

            _waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            room = _waiting.Task;
            return false;
        }
    }
}
