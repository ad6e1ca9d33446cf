using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Commands;

/// <summary>What an option of SET or GETEX says about the expiry of the key.</summary>
internal enum ExpiryOption : byte
{
    None,
    KeepTtl,
    Persist,
    Ex,
    Px,
    ExAt,
    PxAt,
}

/// <summary>
/// Expiry times from arguments. Inside the shard an expiry is always an absolute Unix time in milliseconds, so that a logged
/// effect means the same whenever it is replayed.
/// </summary>
internal static class ExpiryTime
{
    private const long SecondMs = 1000;

    /// <summary>Does the option bring an argument with a time?</summary>
    public static bool HasTime(this ExpiryOption option) => option >= ExpiryOption.Ex;

    public static bool IsAbsolute(this ExpiryOption option) => option is ExpiryOption.ExAt or ExpiryOption.PxAt;

    /// <summary>The time an option asks for, which must lie after the epoch; false, with the error written, when it does not.</summary>
    public static bool TryRead(ReadContext c, ExpiryOption option, int arg, string command, out long atMs)
    {
        atMs = option == ExpiryOption.KeepTtl ? Expiry.Keep : Expiry.None;
        if (!option.HasTime())
            return true;
        if (!c.TryLong(arg, out var time))
            return false;
        var unitMs = option is ExpiryOption.Ex or ExpiryOption.ExAt ? SecondMs : 1;
        var baseMs = option.IsAbsolute() ? 0 : c.NowMs;
        if (time > 0 && TryScale(time, unitMs, baseMs, out atMs))
            return true;
        Refuse(c, command);
        return false;
    }

    /// <summary>
    /// The time an EXPIRE-like command asks for, possibly in the past; false, with the error written, when it is out of range.
    /// </summary>
    public static bool TryReadAny(ReadContext c, int arg, bool inSeconds, long baseMs, string command, out long atMs)
    {
        atMs = Expiry.None;
        if (!c.TryLong(arg, out var time))
            return false;
        if (TryScale(time, inSeconds ? SecondMs : 1, baseMs, out atMs))
            return true;
        Refuse(c, command);
        return false;
    }

    private static bool TryScale(long time, long unitMs, long baseMs, out long atMs)
    {
        atMs = 0;
        if (time > long.MaxValue / unitMs || time < long.MinValue / unitMs)
            return false;
        var ms = time * unitMs;
        if (ms > long.MaxValue - baseMs)
            return false;
        atMs = ms + baseMs;
        return true;
    }

    private static void Refuse(ReadContext c, string command) => c.Reply.Error($"ERR invalid expire time in '{command}' command");
}
