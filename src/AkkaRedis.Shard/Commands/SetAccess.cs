using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>How commands get at a set: reading ones its view, writing ones its value.</summary>
internal static class SetAccess
{
    /// <summary>False, with WRONGTYPE written, when the key holds another kind; true with null when there is no such key.</summary>
    public static bool TrySet(this ReadContext c, ReadOnlySpan<byte> key, out SetView? set)
    {
        var found = c.TryFind(key, ValueKind.Set, out var entry);
        set = found && !entry.IsNone ? (SetView)entry.Collection : null;
        return found;
    }

    /// <summary>The same for writing.</summary>
    public static bool TrySetToWrite(this WriteContext c, ReadOnlySpan<byte> key, out SetValue? set)
    {
        var found = c.TryFind(key, ValueKind.Set, out var entry);
        set = found && !entry.IsNone ? (SetValue)entry.Collection : null;
        return found;
    }

    public static SetLimits SetLimits(this ReadContext c) => new(c.Settings.SetMaxIntsetEntries);

    /// <summary>A new set for the arguments from one on; of few members it gets exactly the room they need.</summary>
    public static SetValue NewSet(WriteContext c, int firstArg)
    {
        var members = c.Args.Count - firstArg;
        if (TryWidest(c, firstArg, out var widest))
            return SetValue.WithRoomForIntegers(Math.Min(members, c.Settings.SetMaxIntsetEntries), widest);
        return members <= SetValue.MaxPackedMembers ? NewPacked(c, firstArg) : new SetValue();
    }

    public static void Write(this RespWriter reply, SetView set, SetPlace place)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        reply.Bulk(set.MemberAt(place, scratch));
    }

    /// <summary>Tells that a set shrank, after removing its key when it is empty now.</summary>
    public static void Shrunk(this WriteContext c, ReadOnlySpan<byte> key, SetValue set, KeyEvent @event)
    {
        var isEmpty = set.Count == 0;
        if (isEmpty)
            c.Db.Remove(key);
        c.Modified(key, @event);
        if (isEmpty)
            c.Notify(key, KeyEvent.Del);
    }

    /// <summary>The integer of the largest size among the arguments; false when they are not all integers.</summary>
    private static bool TryWidest(WriteContext c, int firstArg, out long widest)
    {
        widest = 0;
        for (var i = firstArg; i < c.Args.Count; i++)
        {
            if (!Numbers.TryParseLong(c.Args[i], out var integer))
                return false;
            if (Size(integer) > Size(widest))
                widest = integer;
        }

        return true;

        static long Size(long integer) => integer < 0 ? ~integer : integer;
    }

    private static SetValue NewPacked(WriteContext c, int firstArg)
    {
        var bytes = 0;
        for (var i = firstArg; i < c.Args.Count; i++)
        {
            if (c.Args[i].Length > SetValue.MaxPackedTextBytes)
                return new SetValue();
            bytes += SetValue.PackedBytes(c.Args[i]);
        }

        return SetValue.WithRoomForTexts(bytes);
    }
}
