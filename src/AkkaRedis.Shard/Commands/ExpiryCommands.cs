using System.Buffers.Text;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Keyspace;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// When keys expire. Whatever unit and base the client used, the effect is PEXPIREAT with Unix milliseconds, or DEL when that
/// time has passed already: only the primary compares times, a replayed PEXPIREAT never removes its key.
/// </summary>
internal static class ExpiryCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Write("expire", -3, Fast, KeySpec.One, Expire, "generic", "1.0.0", "Lets a key expire after some seconds."),
        ShardCommand.Write("expireat", -3, Fast, KeySpec.One, ExpireAt, "generic", "1.2.0", "Lets a key expire at a Unix time in seconds."),
        ShardCommand.Read("expiretime", 2, Fast, KeySpec.One, ExpireTime, "generic", "7.0.0",
            "Tells at which Unix time in seconds a key expires."),
        ShardCommand.Write("persist", 2, Fast, KeySpec.One, Persist, "generic", "2.2.0", "Takes the expiry time from a key."),
        ShardCommand.Write("pexpire", -3, Fast, KeySpec.One, PExpire, "generic", "2.6.0", "Lets a key expire after some milliseconds."),
        ShardCommand.Write("pexpireat", -3, Fast, KeySpec.One, PExpireAt, "generic", "2.6.0",
            "Lets a key expire at a Unix time in milliseconds."),
        ShardCommand.Read("pexpiretime", 2, Fast, KeySpec.One, PExpireTime, "generic", "7.0.0",
            "Tells at which Unix time in milliseconds a key expires."),
        ShardCommand.Read("pttl", 2, Fast, KeySpec.One, PTtl, "generic", "2.6.0", "Tells how many milliseconds a key has left."),
        ShardCommand.Read("ttl", 2, Fast, KeySpec.One, Ttl, "generic", "1.0.0", "Tells how many seconds a key has left."),
    ];

    private const int NoSuchKey = -2;
    private const int NeverExpires = -1;

    /// <summary>Gives an entry an expiry time, with event and effect.</summary>
    public static void ExpireAt(WriteContext c, ReadOnlySpan<byte> key, Entry entry, long atMs)
    {
        c.Db.SetExpiry(entry, atMs);
        c.Modified(key, KeyEvent.Expire);
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(atMs, digits, out var n);
        c.Effect("PEXPIREAT"u8, key, digits[..n]);
    }

    /// <summary>Takes the expiry time from an entry, with event and effect; false when it has none.</summary>
    public static bool TryPersist(WriteContext c, ReadOnlySpan<byte> key, Entry entry)
    {
        if (!entry.HasExpiry)
            return false;
        c.Db.SetExpiry(entry, Expiry.None);
        c.Modified(key, KeyEvent.Persist);
        c.Effect("PERSIST"u8, key);
        return true;
    }

    private static void Expire(WriteContext c) => SetExpiry(c, "expire", inSeconds: true, c.NowMs);

    private static void ExpireAt(WriteContext c) => SetExpiry(c, "expireat", inSeconds: true, 0);

    private static void ExpireTime(ReadContext c)
    {
        if (TryFindExpiry(c, out var atMs))
            c.Reply.Integer(ToSeconds(atMs));
    }

    private static void Persist(WriteContext c)
    {
        var key = c.Args[1];
        var entry = c.Find(key);
        c.Reply.Integer(!entry.IsNone && TryPersist(c, key, entry) ? 1 : 0);
    }

    private static void PExpire(WriteContext c) => SetExpiry(c, "pexpire", inSeconds: false, c.NowMs);

    private static void PExpireAt(WriteContext c) => SetExpiry(c, "pexpireat", inSeconds: false, 0);

    private static void PExpireTime(ReadContext c)
    {
        if (TryFindExpiry(c, out var atMs))
            c.Reply.Integer(atMs);
    }

    private static void PTtl(ReadContext c)
    {
        if (TryFindExpiry(c, out var atMs))
            c.Reply.Integer(Math.Max(0, atMs - c.NowMs));
    }

    private static void Ttl(ReadContext c)
    {
        if (TryFindExpiry(c, out var atMs))
            c.Reply.Integer(ToSeconds(Math.Max(0, atMs - c.NowMs)));
    }

    private static void SetExpiry(WriteContext c, string command, bool inSeconds, long baseMs)
    {
        if (!ExpireConditions.TryParse(c, out var conditions)
            || !ExpiryTime.TryReadAny(c, 2, inSeconds, baseMs, command, out var atMs))
            return;
        var key = c.Args[1];
        var entry = c.Find(key);
        if (entry.IsNone || !conditions.Allow(entry, atMs))
        {
            c.Reply.Integer(0);
            return;
        }

        if (atMs > c.NowMs || c.IsReplay)
            ExpireAt(c, key, entry, atMs);
        else
            ExpireNow(c, key);
        c.Reply.Integer(1);
    }

    private static void ExpireNow(WriteContext c, ReadOnlySpan<byte> key)
    {
        c.Db.Remove(key);
        c.Modified(key, KeyEvent.Del);
        c.Effect("DEL"u8, key);
    }

    /// <summary>The expiry time of the key asked for; false, with the reply written, when there is none.</summary>
    private static bool TryFindExpiry(ReadContext c, out long atMs)
    {
        var entry = c.Peek(c.Args[1]);
        atMs = entry.IsNone ? Expiry.None : entry.ExpireAtMs;
        if (atMs != Expiry.None)
            return true;
        c.Reply.Integer(entry.IsNone ? NoSuchKey : NeverExpires);
        return false;
    }

    private static long ToSeconds(long ms) => (long)(((ulong)ms + 500) / 1000);
}
