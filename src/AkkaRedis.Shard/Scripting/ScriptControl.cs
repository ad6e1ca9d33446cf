namespace AkkaRedis.Shard.Scripting;

/// <summary>What came of asking for a script's end.</summary>
public enum KillOutcome
{
    NotRunning,
    Killed,

    /// <summary>The script has written: ending it would leave half of what it does.</summary>
    HasWritten,

    /// <summary>What runs is a function and the end of a script was asked for, or the other way round.</summary>
    IsOfOtherKind,
}

/// <summary>A script that has been running for a while, for those who ask what it is.</summary>
/// <param name="Command">The arguments of the command that runs it.</param>
/// <param name="SinceTimestamp">By the shard's clock.</param>
public sealed record RunningScript(byte[] Name, bool IsFunction, IReadOnlyList<byte[]> Command, long SinceTimestamp);

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
    private volatile bool _isFunction;
    private volatile RunningScript? _running;
    private volatile int _libraries;
    private volatile int _functions;

    /// <summary>Has the script run for longer than busy-reply-threshold? Then other commands are not to wait for it.</summary>
    public bool IsBusy => _isBusy;

    /// <summary>Is what runs, or ran last, a function?</summary>
    public bool IsFunction => _isFunction;

    /// <summary>What runs, when it has done so for a moment.</summary>
    public RunningScript? Running => _running;

    /// <summary>Libraries of functions, and functions, that the shard has.</summary>
    public (int Libraries, int Functions) Loaded => (_libraries, _functions);

    /// <summary>What the engine of the shard's scripts has taken.</summary>
    public long MemoryBytes { get; private set; }

    /// <summary>Any thread.</summary>
    public KillOutcome Kill(bool isFunction)
    {
        if (Volatile.Read(ref _state) is Clean or Ended && _isFunction != isFunction)
            return KillOutcome.IsOfOtherKind;
        return Interlocked.CompareExchange(ref _state, Ended, Clean) switch
        {
            Clean or Ended => KillOutcome.Killed,
            Written => KillOutcome.HasWritten,
            _ => KillOutcome.NotRunning,
        };
    }

    internal bool HasWritten => Volatile.Read(ref _state) == Written;

    internal bool IsKilled => Volatile.Read(ref _state) == Ended;

    internal void Begin(bool isFunction)
    {
        _isFunction = isFunction;
        Volatile.Write(ref _state, Clean);
    }

    internal void Show(RunningScript running) => _running = running;

    internal void ShowMemory(long bytes) => MemoryBytes = bytes;

    internal void ShowLoaded(int libraries, int functions) => (_libraries, _functions) = (libraries, functions);

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
        if (_running is not null)
            _running = null;
        if (!_isBusy)
            return;
        _isBusy = false;
        store.AddBusy(-1);
    }
}
