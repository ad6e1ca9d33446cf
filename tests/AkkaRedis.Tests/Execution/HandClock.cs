namespace AkkaRedis.Tests.Execution;

/// <summary>
/// A clock moved by hand. Wall clock and monotonic timestamps are apart, so that a test can let a turn's time run out without
/// making keys expire: each look at the timestamp may cost time (<see cref="TicksPerLook"/>).
/// </summary>
internal sealed class HandClock : TimeProvider
{
    private long _timestamp = 1_000_000;

    public long NowMs { get; set; } = 1_700_000_000_000;

    /// <summary>Microseconds that pass with every look at the timestamp.</summary>
    public long TicksPerLook { get; set; }

    public override long TimestampFrequency => 1_000_000;

    public override long GetTimestamp() => _timestamp += TicksPerLook;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(NowMs);

    /// <summary>Moves both clocks.</summary>
    public void Pass(long milliseconds)
    {
        NowMs += milliseconds;
        _timestamp += milliseconds * 1000;
    }
}
