using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// What the popping and moving commands of lists have in common. Elements whose reply is too long to be told stay in the list.
/// </summary>
internal static class ListPops
{
    /// <summary>Index of the first key of LMPOP.</summary>
    public const int FirstOfManyKeys = 2;

    /// <summary>LEFT or RIGHT.</summary>
    public static bool TryEnd(ReadContext c, int arg, out ListEnd end)
    {
        end = c.Is(arg, "LEFT"u8) ? ListEnd.Head : ListEnd.Tail;
        return end == ListEnd.Head || c.Is(arg, "RIGHT"u8);
    }

    /// <summary>LPOP and RPOP.</summary>
    public static void Pop(WriteContext c, ListEnd end)
    {
        if (c.Args.Count > 3)
        {
            c.Reply.Error(Errors.WrongArgCount(end == ListEnd.Head ? "lpop" : "rpop"));
            return;
        }

        var hasCount = c.Args.Count == 3;
        var count = 1L;
        if (hasCount && !(Numbers.TryParseLong(c.Args[2], out count) && count >= 0))
        {
            c.Reply.Error(Errors.ValueMustBePositive);
            return;
        }

        if (!c.TryListToWrite(c.Args[1], out var list))
            return;
        if (list is null)
            WriteNothing(c, hasCount);
        else if (hasCount)
            PopMany(c, list, end, count);
        else
            PopOne(c, c.Args[1], list, end);
    }

    /// <summary>LMPOP with its arguments understood: pops from the first key that has a list.</summary>
    public static void PopFirst(WriteContext c, int lastKeyArg, ListEnd end, long count, bool inSlices)
    {
        for (var i = FirstOfManyKeys; i <= lastKeyArg; i++)
        {
            if (!c.TryListToWrite(c.Args[i], out var list))
                return;
            if (list is null)
                continue;
            var replyStart = c.Reply.Length;
            c.Reply.Array(2);
            c.Reply.Bulk(c.Args[i]);
            var elements = (int)Math.Min(count, list.Count);
            if (inSlices && elements > c.Settings.SliceElements)
                Suspend(c, i, list, end, elements, replyStart, static again => ListCommands.LMPop(again, inSlices: false));
            else
                PopNow(c, c.Args[i], list, end, elements);
            return;
        }

        c.Reply.NullArray();
    }

    /// <summary>LMOVE and RPOPLPUSH.</summary>
    public static void Move(WriteContext c, ListEnd from, ListEnd to)
    {
        ReadOnlySpan<byte> source = c.Args[1], destination = c.Args[2];
        if (!c.TryListToWrite(source, out var list))
            return;
        if (list is null)
        {
            c.Reply.Null();
            return;
        }

        if (!c.TryListToWrite(destination, out var target))
            return;
        var start = c.Reply.Length;
        c.Reply.Write(list, from == ListEnd.Head ? list.First : list.Last);
        if (c.Reply.HasOverflown)
            return;
        list.Drop(from, 1);
        PushFromReply(c, destination, target, to, start);
        c.Modified(destination, to.PushEvent());
        c.Shrunk(source, list, from.PopEvent());
    }

    /// <summary>The keys of LMPOP: so many as its first argument says, from the second on.</summary>
    public static bool FindKeys(in Args args, List<int> into)
    {
        if (args.Count < 2 || !Numbers.TryParseLong(args[1], out var keys) || keys < 1 || keys > args.Count - 2)
            return false;
        for (var i = 0; i < keys; i++)
            into.Add(2 + i);
        return true;
    }

    private static void PopMany(WriteContext c, ListValue list, ListEnd end, long count)
    {
        var elements = (int)Math.Min(count, list.Count);
        if (elements > c.Settings.SliceElements)
            Suspend(c, keyArg: 1, list, end, elements, c.Reply.Length, static again => again.Reply.NullArray());
        else
            PopNow(c, c.Args[1], list, end, elements);
    }

    private static void Suspend(WriteContext c, int keyArg, ListValue list, ListEnd end, int elements, int replyStart, WriteFunction again)
    {
        c.Reply.Array(elements);
        c.Suspend(new ListPopJob(list, end, elements, keyArg, c.Args[keyArg].ToArray()) { ReplyStart = replyStart, RunAnew = again });
    }

    /// <summary>Writes so many elements from an end as an array, and removes them.</summary>
    private static void PopNow(WriteContext c, ReadOnlySpan<byte> key, ListValue list, ListEnd end, int elements)
    {
        c.Reply.Array(elements);
        if (elements == 0)
            return;
        c.Reply.Write(list, end, elements);
        if (c.Reply.HasOverflown)
            return;
        list.Drop(end, elements);
        c.Shrunk(key, list, end.PopEvent());
    }

    private static void PopOne(WriteContext c, ReadOnlySpan<byte> key, ListValue list, ListEnd end)
    {
        c.Reply.Write(list, end, 1);
        if (c.Reply.HasOverflown)
            return;
        list.Drop(end, 1);
        c.Shrunk(key, list, end.PopEvent());
    }

    private static void WriteNothing(ReadContext c, bool hasCount)
    {
        if (hasCount)
            c.Reply.NullArray();
        else
            c.Reply.Null();
    }

    /// <summary>
    /// Pushes the element that was written as a bulk string from <paramref name="start"/> on: the reply is the copy that
    /// outlives its removal from the source, which may be the same list.
    /// </summary>
    private static void PushFromReply(WriteContext c, ReadOnlySpan<byte> key, ListValue? list, ListEnd end, int start)
    {
        var written = c.Reply.WrittenSpan[start..];
        var element = written[(written.IndexOf((byte)'\n') + 1)..^2];
        var target = list ?? new ListValue();
        target.Push(end, element, c.NodeLimit());
        if (list is null)
            c.Db.SetCollection(key, target);
    }
}
