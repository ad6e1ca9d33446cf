using System.Buffers.Text;
using AkkaRedis.Protocol;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// What the popping and moving commands of lists have in common. Elements whose reply is too long to be told stay in the list.
/// </summary>
internal static class ListPops
{
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

    /// <summary>
    /// LMPOP and BLMPOP: pops from the first key that has a list. False, with nothing written, when none has. Logged as what it
    /// comes to, a pop from that list.
    /// </summary>
    public static bool TryPopFirst(WriteContext c, in ListPopOptions options, bool inSlices)
    {
        for (var i = options.FirstKeyArg; i <= options.LastKeyArg; i++)
        {
            if (!c.IsCandidate(c.Args[i]))
                continue;
            if (!c.TryListToWrite(c.Args[i], out var list))
                return true;
            if (list is null)
                continue;
            var replyStart = c.Reply.Length;
            c.Reply.Array(2);
            c.Reply.Bulk(c.Args[i]);
            var elements = (int)Math.Min(options.Count, list.Count);
            if (inSlices && elements > c.Settings.SliceElements)
            {
                Suspend(c, options.FirstKeyArg, i, list, options.End, elements, replyStart, PopFirstAnew);
                return true;
            }

            PopNow(c, c.Args[i], list, options.End, elements);
            if (c.Dirty > 0)
                LogPop(c, c.Args[i], options.End, elements);
            return true;
        }

        return false;
    }

    /// <summary>Logs a pop of so many elements in place of the command as it came.</summary>
    public static void LogPop(WriteContext c, ReadOnlySpan<byte> key, ListEnd end, int elements)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(elements, digits, out var n);
        c.Effect(end == ListEnd.Head ? "LPOP"u8 : "RPOP"u8, key, digits[..n]);
    }

    /// <summary>LMOVE and RPOPLPUSH.</summary>
    public static void Move(WriteContext c, ListEnd from, ListEnd to)
    {
        if (!TryMove(c, from, to))
            c.Reply.Null();
    }

    /// <summary>The same; false, with nothing written, when there is no list to take from.</summary>
    public static bool TryMove(WriteContext c, ListEnd from, ListEnd to)
    {
        ReadOnlySpan<byte> source = c.Args[1], destination = c.Args[2];
        if (!c.TryListToWrite(source, out var list))
            return true;
        if (list is null)
            return false;
        if (!c.TryListToWrite(destination, out var target))
            return true;
        var start = c.Reply.Length;
        c.Reply.Write(list, from == ListEnd.Head ? list.First : list.Last);
        if (c.Reply.HasOverflown)
            return true;
        list.Drop(from, 1);
        PushFromReply(c, destination, target, to, start);
        c.Modified(destination, to.PushEvent());
        c.Shrunk(source, list, from.PopEvent());
        return true;
    }

    /// <summary>Takes one element and writes it.</summary>
    public static void PopOne(WriteContext c, ReadOnlySpan<byte> key, ListValue list, ListEnd end)
    {
        c.Reply.Write(list, end, 1);
        if (c.Reply.HasOverflown)
            return;
        list.Drop(end, 1);
        c.Shrunk(key, list, end.PopEvent());
    }

    private static void PopFirstAnew(WriteContext c, int firstKeyArg)
    {
        if (ListPopOptions.TryParse(c, firstKeyArg - 1, out var options) && !TryPopFirst(c, options, inSlices: false))
            c.Reply.NullArray();
    }

    private static void PopMany(WriteContext c, ListValue list, ListEnd end, long count)
    {
        var elements = (int)Math.Min(count, list.Count);
        if (elements > c.Settings.SliceElements)
            Suspend(c, 1, 1, list, end, elements, c.Reply.Length, static (again, _) => again.Reply.NullArray());
        else
            PopNow(c, c.Args[1], list, end, elements);
    }

    private static void Suspend(WriteContext c, int firstKeyArg, int keyArg, ListValue list, ListEnd end, int elements, int replyStart,
        Action<WriteContext, int> again)
    {
        c.Reply.Array(elements);
        c.Suspend(new ListPopJob(list, end, elements, c.Args[keyArg].ToArray())
        {
            FirstKeyArg = firstKeyArg, KeyArg = keyArg, IsOneOfMany = firstKeyArg > 1, ReplyStart = replyStart, RunAnew = again,
        });
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
