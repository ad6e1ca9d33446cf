namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// What the 4 bytes of access clock in a key's header mean, and how a use of the key changes them.
/// <para>
/// Where idle time counts: when the key was last used, in ticks of 64 ms of Unix time, modulo 2^32 (8.7 years).
/// Where frequency counts (an LFU policy): the minute of the last use, modulo 2^24, above 8 bits of a counter that stands for the
/// logarithm of the number of uses, by the rules of Redis: a use raises it by one with a chance of 1 / (height x log factor + 1),
/// where height is what it has above the first value; decay-time minutes without use lower it by one.
/// </para>
/// All keys are read in the one way or the other; when the policy changes, clocks mean little until their keys are used again.
/// Bound to the time and the rules before each command. The chance comes from a generator of its own, which needs no seed, as
/// nothing that clients can rely on follows from it.
/// </summary>
public sealed class UseClock
{
    /// <summary>The counter of a new key, so that it is not the first to go.</summary>
    private const uint FirstCount = 5;

    private const int CounterBits = 8;
    private const uint MaxCount = (1 << CounterBits) - 1;
    private const uint MinuteMask = (1 << 24) - 1;
    private const int TickBits = 6;
    private const int TickMs = 1 << TickBits;
    private const int MinuteMs = 60_000;

    private MemoryLimit _rules = new();
    private bool _countsUses;
    private uint _now;
    private uint _chance = 0x9E37_79B9;

    /// <summary>The clock of a key that is new.</summary>
    public uint Fresh => _countsUses ? _now | FirstCount : _now;

    /// <summary>The clock of a key after a use.</summary>
    public uint Used(uint clock) => _countsUses ? _now | Raise(DecayedCount(clock)) : _now;

    /// <summary>Sets the time, and the rules by which uses count.</summary>
    public void Bind(long nowMs, MemoryLimit rules)
    {
        if (!ReferenceEquals(rules, _rules))
            (_rules, _countsUses) = (rules, rules.Policy.UsesLfu());
        _now = _countsUses ? (uint)(nowMs / MinuteMs) << CounterBits : unchecked((uint)(nowMs >> TickBits));
    }

    /// <summary>Since when a key was not used, in ticks that only grow.</summary>
    public static long LastUse(uint clock, long nowMs) => (nowMs >> TickBits) - unchecked((uint)(nowMs >> TickBits) - clock);

    /// <summary>Whole seconds since the last use. Ticks are rounded so that a key of so many seconds is never told to be younger.</summary>
    public static long IdleSeconds(uint clock, long nowMs) =>
        (unchecked((uint)(nowMs >> TickBits) - clock) * (long)TickMs + TickMs - 1) / 1000;

    /// <summary>The clock of a key that was not used for so many seconds; as many as a clock can tell at most.</summary>
    public static uint OfIdle(long seconds, long nowMs)
    {
        var ticks = Math.Min(uint.MaxValue, (Math.Min(seconds, int.MaxValue) * 1000 + TickMs - 1) >> TickBits);
        return unchecked((uint)((nowMs >> TickBits) - ticks));
    }

    /// <summary>The clock of a key of this frequency, used now.</summary>
    public static uint OfFrequency(uint frequency, long nowMs) => (uint)(nowMs / MinuteMs) << CounterBits | (frequency & MaxCount);

    /// <summary>The frequency that a clock tells, 0 to 255: what is left of its counter at this time.</summary>
    public static uint Frequency(uint clock, long nowMs, MemoryLimit rules) =>
        DecayedCount(clock, (uint)(nowMs / MinuteMs), rules.LfuDecayMinutes);

    /// <summary>Minutes since the last use, of a clock that tells frequency.</summary>
    public static uint IdleMinutes(uint clock, long nowMs) => IdleMinutes(clock, (uint)(nowMs / MinuteMs));

    private static uint IdleMinutes(uint clock, uint minute) => minute - (clock >> CounterBits) & MinuteMask;

    private static uint DecayedCount(uint clock, uint minute, int decayMinutes)
    {
        var count = clock & MaxCount;
        var lost = decayMinutes == 0 ? 0 : IdleMinutes(clock, minute) / (uint)decayMinutes;
        return lost < count ? count - lost : 0;
    }

    private uint DecayedCount(uint clock) => DecayedCount(clock, _now >> CounterBits, _rules.LfuDecayMinutes);

    private uint Raise(uint count)
    {
        if (count == MaxCount)
            return count;
        var height = count > FirstCount ? count - FirstCount : 0;
        var oneIn = (double)height * _rules.LfuLogFactor + 1;
        return NextChance() * oneIn < uint.MaxValue ? count + 1 : count;
    }

    /// <summary>The next of a xorshift row of 32-bit numbers.</summary>
    private uint NextChance()
    {
        _chance ^= _chance << 13;
        _chance ^= _chance >> 17;
        _chance ^= _chance << 5;
        return _chance;
    }
}
