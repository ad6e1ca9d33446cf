using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Commands;

/// <summary>The timeout argument of blocking commands.</summary>
internal static class WaitTimeout
{
    private const double MaxMs = 9_223_372_036_854_775_808.0;

    /// <summary>
    /// Seconds, with a fraction if wanted, as milliseconds rounded up; false, with the error written, when it is none. What no
    /// 64-bit number holds is told to be negative, as redis-server does.
    /// </summary>
    public static bool TryRead(ReadContext c, int arg, out long timeoutMs)
    {
        timeoutMs = 0;
        if (!Numbers.TryParseDouble(c.Args[arg], out var seconds))
        {
            c.Reply.Error("ERR timeout is not a float or out of range"u8);
            return false;
        }

        var ms = Math.Ceiling(seconds * 1000);
        if (ms is < 0 or >= MaxMs || seconds < 0)
        {
            c.Reply.Error("ERR timeout is negative"u8);
            return false;
        }

        timeoutMs = (long)ms;
        return true;
    }
}
