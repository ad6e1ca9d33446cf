using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>How commands get at a list: reading ones its view, writing ones its value.</summary>
internal static class ListAccess
{
    private static readonly KeyEvent HeadPushed = new('l', "lpush");
    private static readonly KeyEvent TailPushed = new('l', "rpush");
    private static readonly KeyEvent HeadPopped = new('l', "lpop");
    private static readonly KeyEvent TailPopped = new('l', "rpop");

    /// <summary>False, with WRONGTYPE written, when the key holds another kind; true with null when there is no such key.</summary>
    public static bool TryList(this ReadContext c, ReadOnlySpan<byte> key, out ListView? list)
    {
        var found = c.TryFind(key, ValueKind.List, out var entry);
        list = found && !entry.IsNone ? (ListView)entry.Collection : null;
        return found;
    }

    /// <summary>The same for writing.</summary>
    public static bool TryListToWrite(this WriteContext c, ReadOnlySpan<byte> key, out ListValue? list)
    {
        var found = c.TryFind(key, ValueKind.List, out var entry);
        list = found && !entry.IsNone ? (ListValue)entry.Collection : null;
        return found;
    }

    public static NodeLimit NodeLimit(this ReadContext c) => new(c.Settings.ListMaxListpackSize);

    public static void Push(this ListValue list, ListEnd end, ReadOnlySpan<byte> element, NodeLimit limit)
    {
        if (end == ListEnd.Head)
            list.PushHead(element, limit);
        else
            list.PushTail(element, limit);
    }

    public static void Drop(this ListValue list, ListEnd end, int elements)
    {
        if (end == ListEnd.Head)
            list.DropHead(elements);
        else
            list.DropTail(elements);
    }

    public static KeyEvent PushEvent(this ListEnd end) => end == ListEnd.Head ? HeadPushed : TailPushed;

    public static KeyEvent PopEvent(this ListEnd end) => end == ListEnd.Head ? HeadPopped : TailPopped;

    public static void Write(this RespWriter reply, ListView list, ListPlace place)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        reply.Bulk(list.Get(place, scratch));
    }

    /// <summary>Writes so many elements from an end inwards, as separate elements; the list has them.</summary>
    public static void Write(this RespWriter reply, ListView list, ListEnd end, int elements)
    {
        if (elements == 0)
            return;
        var place = end == ListEnd.Head ? list.First : list.Last;
        reply.Write(list, place);
        for (var i = 1; i < elements; i++)
        {
            _ = end == ListEnd.Head ? list.MoveNext(ref place) : list.MovePrevious(ref place);
            reply.Write(list, place);
        }
    }

    /// <summary>Tells that a list shrank, after removing its key when it is empty now.</summary>
    public static void Shrunk(this WriteContext c, ReadOnlySpan<byte> key, ListValue list, KeyEvent @event)
    {
        var isEmpty = list.Count == 0;
        if (isEmpty)
            c.Db.Remove(key);
        c.Modified(key, @event);
        if (isEmpty)
            c.Notify(key, KeyEvent.Del);
    }
}

/// <summary>An end of a list: LEFT and RIGHT in the commands.</summary>
internal enum ListEnd
{
    Head,
    Tail,
}
