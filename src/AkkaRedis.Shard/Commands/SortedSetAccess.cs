using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>How commands get at a sorted set: reading ones its view, writing ones its value.</summary>
internal static class SortedSetAccess
{
    /// <summary>False, with WRONGTYPE written, when the key holds another kind; true with null when there is no such key.</summary>
    public static bool TrySortedSet(this ReadContext c, ReadOnlySpan<byte> key, out SortedSetView? set)
    {
        var found = c.TryFind(key, ValueKind.ZSet, out var entry);
        set = found && !entry.IsNone ? (SortedSetView)entry.Collection : null;
        return found;
    }

    /// <summary>The same for writing.</summary>
    public static bool TrySortedSetToWrite(this WriteContext c, ReadOnlySpan<byte> key, out SortedSetValue? set)
    {
        var found = c.TryFind(key, ValueKind.ZSet, out var entry);
        set = found && !entry.IsNone ? (SortedSetValue)entry.Collection : null;
        return found;
    }

    public static SortedLimits SortedLimits(this ReadContext c) =>
        new(c.Settings.ZSetMaxListpackEntries, c.Settings.ZSetMaxListpackValueBytes);

    /// <summary>The header of a reply of so many entries: with scores they are pairs in RESP3, and flat in RESP2.</summary>
    public static void EntriesHeader(this RespWriter reply, int count, bool withScores) =>
        reply.Array(withScores && !reply.IsResp3 ? 2 * count : count);

    /// <summary>An entry of such a reply.</summary>
    public static void Entry(this RespWriter reply, SortedSetView set, SortedPlace place, bool withScores)
    {
        if (withScores && reply.IsResp3)
            reply.Array(2);
        reply.FlatEntry(set, place, withScores);
    }

    /// <summary>Member and score as separate elements.</summary>
    public static void FlatEntry(this RespWriter reply, SortedSetView set, SortedPlace place, bool withScores)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        reply.Bulk(set.MemberAt(place, scratch));
        if (withScores)
            reply.Double(set.ScoreAt(place));
    }

    /// <summary>Tells that a sorted set shrank, after removing its key when it is empty now.</summary>
    public static void Shrunk(this WriteContext c, ReadOnlySpan<byte> key, SortedSetValue set, KeyEvent @event)
    {
        var isEmpty = set.Count == 0;
        if (isEmpty)
            c.Db.Remove(key);
        c.Modified(key, @event);
        if (isEmpty)
            c.Notify(key, KeyEvent.Del);
    }

    /// <summary>
    /// Gives a key the result of a command in place of what it held, or removes the key when the result is empty, and replies
    /// the number of its members.
    /// </summary>
    public static void Store(this WriteContext c, ReadOnlySpan<byte> key, SortedSetValue result, KeyEvent @event)
    {
        if (result.Count > 0)
        {
            c.Db.SetCollection(key, result);
            c.Modified(key, @event);
        }
        else if (!c.Find(key).IsNone)
        {
            c.Db.Remove(key);
            c.Modified(key, KeyEvent.Del);
        }

        c.Reply.Integer(result.Count);
    }
}
