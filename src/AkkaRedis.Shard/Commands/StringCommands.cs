using System.Buffers.Text;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Keyspace;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Strings read and written as a whole. GET and SET without options are the hottest commands of all: they allocate nothing
/// and look a key up once. A key given a relative expiry is logged as SET with PXAT, which means the same at any later time.
/// </summary>
internal static class StringCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Read("get", 2, Fast, KeySpec.One, Get, "string", "1.0.0", "Reads a string."),
        ShardCommand.Write("getdel", 2, Fast, KeySpec.One, GetDel, "string", "6.2.0", "Reads a string and removes its key."),
        ShardCommand.Write("getex", -2, Fast, KeySpec.One, GetEx, "string", "6.2.0", "Reads a string and changes its expiry time."),
        ShardCommand.Write("getset", 3, DenyOom | Fast, KeySpec.One, GetSet, "string", "1.0.0",
            "Replaces a string and returns the one before."),
        ShardCommand.Read("mget", -2, Fast, KeySpec.All, MGet, "string", "1.0.0", "Reads several strings.", ReplyMerge.ArrayByKey),
        ShardCommand.Write("mset", -3, DenyOom, KeySpec.Pairs, MSet, "string", "1.0.1", "Sets several strings at once."),
        ShardCommand.Write("msetnx", -3, DenyOom, KeySpec.Pairs, MSetNx, "string", "1.0.1",
            "Sets several strings at once if none of the keys exists."),
        ShardCommand.Write("psetex", 4, DenyOom, KeySpec.One, PSetEx, "string", "2.6.0",
            "Sets a string that expires after some milliseconds."),
        ShardCommand.Write("set", -3, DenyOom, KeySpec.One, Set, "string", "1.0.0",
            "Sets a string, on conditions and with an expiry time if wanted."),
        ShardCommand.Write("setex", 4, DenyOom, KeySpec.One, SetEx, "string", "2.0.0", "Sets a string that expires after some seconds."),
        ShardCommand.Write("setnx", 3, DenyOom | Fast, KeySpec.One, SetNx, "string", "1.0.0", "Sets a string if the key does not exist."),
    ];

    private static void Get(ReadContext c)
    {
        if (c.TryFind(c.Args[1], ValueKind.String, out var entry))
            c.Reply.BulkOrNull(entry);
    }

    private static void GetDel(WriteContext c)
    {
        var key = c.Args[1];
        if (!TryFindCounted(c, key, out var entry))
            return;
        c.Reply.BulkOrNull(entry);
        if (!entry.IsNone)
            Delete(c, key);
    }

    private static void GetEx(WriteContext c)
    {
        var key = c.Args[1];
        if (!SetOptions.TryParseGetEx(c, out var options) || !TryFindCounted(c, key, out var entry))
            return;
        if (entry.IsNone)
        {
            c.Reply.Null();
            return;
        }

        if (!ExpiryTime.TryRead(c, options.Expiry, options.TimeArg, "getex", out var atMs))
            return;
        c.Reply.BulkOrNull(entry);
        if (options.Expiry.IsAbsolute() && atMs <= c.NowMs)
            Delete(c, key);
        else if (options.Expiry.HasTime())
            ExpiryCommands.ExpireAt(c, key, entry, atMs);
        else if (options.Expiry == ExpiryOption.Persist)
            ExpiryCommands.TryPersist(c, key, entry);
    }

    private static void GetSet(WriteContext c)
    {
        var key = c.Args[1];
        var value = c.Args[2];
        if (!TryFindCounted(c, key, out var entry))
            return;
        c.Reply.BulkOrNull(entry);
        c.Db.SetString(key, value, Expiry.None);
        c.Modified(key, KeyEvent.Set);
        c.Effect("SET"u8, key, value);
    }

    private static void MGet(ReadContext c)
    {
        c.Reply.Array(c.Args.Count - 1);
        for (var i = 1; i < c.Args.Count; i++)
        {
            var entry = c.Find(c.Args[i]);
            c.Reply.BulkOrNull(entry.Kind == ValueKind.String ? entry : default);
        }
    }

    private static void MSet(WriteContext c)
    {
        if (!HasPairs(c, "mset"))
            return;
        SetPairs(c);
        c.Reply.Ok();
    }

    private static void MSetNx(WriteContext c)
    {
        if (!HasPairs(c, "msetnx"))
            return;
        for (var i = 1; i < c.Args.Count; i += 2)
        {
            if (c.Find(c.Args[i]).IsNone)
                continue;
            c.Reply.Integer(0);
            return;
        }

        SetPairs(c);
        c.Reply.Integer(1);
    }

    private static void PSetEx(WriteContext c) => SetExpiring(c, ExpiryOption.Px, "psetex");

    private static void Set(WriteContext c)
    {
        if (c.Args.Count > 3)
        {
            SetWithOptions(c);
            return;
        }

        // What was there before, expired or not, makes no difference: no look-up.
        var key = c.Args[1];
        c.Db.SetString(key, c.Args[2], Expiry.None);
        c.Modified(key, KeyEvent.Set);
        c.Reply.Ok();
    }

    private static void SetEx(WriteContext c) => SetExpiring(c, ExpiryOption.Ex, "setex");

    private static void SetNx(WriteContext c)
    {
        var key = c.Args[1];
        if (!c.Find(key).IsNone)
        {
            c.Reply.Integer(0);
            return;
        }

        c.Db.SetString(key, c.Args[2], Expiry.None);
        c.Modified(key, KeyEvent.Set);
        c.Reply.Integer(1);
    }

    private static void SetWithOptions(WriteContext c)
    {
        if (!SetOptions.TryParseSet(c, out var options)
            || !ExpiryTime.TryRead(c, options.Expiry, options.TimeArg, "set", out var atMs))
            return;
        var key = c.Args[1];
        if (!TryFindOld(c, key, options.ReturnOld, out var exists))
            return;
        if (exists ? options.IfMissing : options.IfPresent)
        {
            if (!options.ReturnOld)
                c.Reply.Null();
            return;
        }

        Store(c, key, c.Args[2], atMs);
        if (!options.ReturnOld)
            c.Reply.Ok();
    }

    /// <summary>Looks at the value before a SET; with <paramref name="reply"/> it must be a string and is the reply.</summary>
    private static bool TryFindOld(WriteContext c, ReadOnlySpan<byte> key, bool reply, out bool exists)
    {
        if (!reply)
        {
            exists = !c.Find(key).IsNone;
            return true;
        }

        var found = TryFindCounted(c, key, out var entry);
        exists = !entry.IsNone;
        if (found)
            c.Reply.BulkOrNull(entry);
        return found;
    }

    private static void SetExpiring(WriteContext c, ExpiryOption option, string command)
    {
        if (!ExpiryTime.TryRead(c, option, 2, command, out var atMs))
            return;
        Store(c, c.Args[1], c.Args[3], atMs);
        c.Reply.Ok();
    }

    private static void Store(WriteContext c, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long atMs)
    {
        c.Db.SetString(key, value, atMs);
        c.Modified(key, KeyEvent.Set);
        if (atMs < 0)
            return;
        c.Notify(key, KeyEvent.Expire);
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(atMs, digits, out var n);
        c.Effect("SET"u8, key, value, "PXAT"u8, digits[..n]);
    }

    private static bool HasPairs(WriteContext c, string command)
    {
        if (c.Args.Count % 2 == 1)
            return true;
        c.Reply.Error(Errors.WrongArgCount(command));
        return false;
    }

    private static void SetPairs(WriteContext c)
    {
        for (var i = 1; i < c.Args.Count; i += 2)
        {
            var key = c.Args[i];
            c.Db.SetString(key, c.Args[i + 1], Expiry.None);
            c.Modified(key, KeyEvent.Set);
        }
    }

    private static void Delete(WriteContext c, ReadOnlySpan<byte> key)
    {
        c.Db.Remove(key);
        c.Modified(key, KeyEvent.Del);
        c.Effect("DEL"u8, key);
    }

    /// <summary>Writes that also return the value count as reads in the hit statistics.</summary>
    private static bool TryFindCounted(WriteContext c, ReadOnlySpan<byte> key, out Entry entry)
    {
        var ok = c.TryFind(key, ValueKind.String, out entry);
        if (entry.IsNone)
            c.Counters.Misses++;
        else
            c.Counters.Hits++;
        return ok;
    }
}
