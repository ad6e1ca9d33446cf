namespace AkkaRedis.Shard.Scripting;

/// <summary>What came of asking for a script's end.</summary>
public enum KillOutcome
{
    NotRunning,
    Killed,

    /// <summary>The script has written: ending it would leave half of what it does.</summary>
    HasWritten,
}

/// <summary>
/// The script that a shard is in, as others see it: the shard's thread is inside the script until it ends, so this is all
/// there is to reach it by. One word of state, changed by compare-and-exchange, decides between a script's first write and
/// its end from outside, so that a script which has written is never ended:
/// idle -> clean -> (killed | written) -> idle.
/// </summary>
public sealed class ScriptControl(ScriptStore store)
{
    private const int Idle = 0;
    private const int Clean = 1;
    private const int Written = 2;
    private const int Ended = 3;

    private int _state;
    private volatile bool _isBusy;

    /// <summary>Has the script run for longer than busy-reply-threshold? Then other commands are not to wait for it.</summary>
    public bool IsBusy => _isBusy;

    /// <summary>Any thread.</summary>
    public KillOutcome Kill() => Interlocked.CompareExchange(ref _state, Ended, Clean) switch
    {
        Clean or Ended => KillOutcome.Killed,
        Written => KillOutcome.HasWritten,
        _ => KillOutcome.NotRunning,
    };

    internal bool IsKilled => Volatile.Read(ref _state) == Ended;

    internal void Begin() => Volatile.Write(ref _state, Clean);

    /// <summary>False when the script was ended before its first write, and must not make it.</summary>
    internal bool TryWrite() =>
        Volatile.Read(ref _state) == Written || Interlocked.CompareExchange(ref _state, Written, Clean) == Clean;

    internal void BecomeBusy()
    {
        if (_isBusy)
            return;
        _isBusy = true;
        store.AddBusy(1);
    }

    internal void End()
    {
        Volatile.Write(ref _state, Idle);
        if (!_isBusy)
            return;
        _isBusy = false;
        store.AddBusy(-1);
    }
}
