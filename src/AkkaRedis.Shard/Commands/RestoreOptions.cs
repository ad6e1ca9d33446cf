using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Commands;

/// <summary>What RESTORE is told beside key and value; -1 where idle time or frequency is not told.</summary>
internal readonly record struct RestoreOptions(bool Replaces, bool IsAbsolute, long IdleSeconds, long Frequency)
{
    private const int FirstOptionArg = 4;

    private static ReadOnlySpan<byte> InvalidIdleTime => "ERR Invalid IDLETIME value, must be >= 0"u8;

    private static ReadOnlySpan<byte> InvalidFrequency => "ERR Invalid FREQ value, must be >= 0 and <= 255"u8;

    /// <summary>0 = the key does not expire; else a time from now, or an absolute one.</summary>
    public long TtlMs { get; init; }

    /// <summary>False, with the error written, when the options are not right.</summary>
    public static bool TryParse(ReadContext c, out RestoreOptions options)
    {
        options = new RestoreOptions(false, false, -1, -1);
        for (var i = FirstOptionArg; i < c.Args.Count; i++)
        {
            if (c.Is(i, "REPLACE"u8))
            {
                options = options with { Replaces = true };
            }
            else if (c.Is(i, "ABSTTL"u8))
            {
                options = options with { IsAbsolute = true };
            }
            else if (i + 1 == c.Args.Count || !options.TakesUse(c, i))
            {
                c.Reply.Error(Errors.Syntax);
                return false;
            }
            else if (!TryUse(c, i++, ref options))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Is the argument IDLETIME or FREQ, and may it be? There is one of the two at most.</summary>
    private bool TakesUse(ReadContext c, int arg) =>
        (c.Is(arg, "IDLETIME"u8) && Frequency < 0) || (c.Is(arg, "FREQ"u8) && IdleSeconds < 0);

    private static bool TryUse(ReadContext c, int arg, ref RestoreOptions options)
    {
        if (!c.TryLong(arg + 1, out var value))
            return false;
        var isIdle = c.Is(arg, "IDLETIME"u8);
        if (value < 0 || (!isIdle && value > byte.MaxValue))
        {
            c.Reply.Error(isIdle ? InvalidIdleTime : InvalidFrequency);
            return false;
        }

        options = isIdle ? options with { IdleSeconds = value } : options with { Frequency = value };
        return true;
    }
}
