using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>Commands on lists that never wait. All are deterministic and logged as they came.</summary>
internal static class ListCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Read("lindex", 3, None, KeySpec.One, LIndex, "list", "1.0.0", "Gives an element by its index."),
        ShardCommand.Write("linsert", 5, DenyOom, KeySpec.One, LInsert, "list", "2.2.0", "Inserts before or after another element."),
        ShardCommand.Read("llen", 2, Fast, KeySpec.One, LLen, "list", "1.0.0", "Counts the elements of a list."),
        ShardCommand.Write("lmove", 5, DenyOom, KeySpec.Two, LMove, "list", "6.2.0", "Moves an element from one list to another."),
        ShardCommand.Write("lmpop", -4, MovableKeys, PoppedKeys, LMPop, "list", "7.0.0",
            "Takes elements from the first of several lists that has any."),
        ShardCommand.Write("lpop", -2, Fast, KeySpec.One, LPop, "list", "1.0.0", "Takes elements from the head of a list."),
        ShardCommand.Read("lpos", -3, None, KeySpec.One, LPos, "list", "6.0.6", "Finds the indexes of equal elements."),
        ShardCommand.Write("lpush", -3, DenyOom | Fast, KeySpec.One, LPush, "list", "1.0.0", "Adds elements at the head of a list."),
        ShardCommand.Write("lpushx", -3, DenyOom | Fast, KeySpec.One, LPushX, "list", "2.2.0",
            "Adds elements at the head of a list that exists."),
        ShardCommand.Read("lrange", 4, None, KeySpec.One, LRange, "list", "1.0.0", "Gives the elements between two indexes."),
        ShardCommand.Write("lrem", 4, None, KeySpec.One, LRem, "list", "1.0.0", "Removes equal elements from a list."),
        ShardCommand.Write("lset", 4, DenyOom, KeySpec.One, LSet, "list", "1.0.0", "Replaces an element by its index."),
        ShardCommand.Write("ltrim", 4, None, KeySpec.One, LTrim, "list", "1.0.0", "Keeps only the elements between two indexes."),
        ShardCommand.Write("rpop", -2, Fast, KeySpec.One, RPop, "list", "1.0.0", "Takes elements from the tail of a list."),
        ShardCommand.Write("rpoplpush", 3, DenyOom, KeySpec.Two, RPopLPush, "list", "1.2.0",
            "Moves the last element of a list to the head of another."),
        ShardCommand.Write("rpush", -3, DenyOom | Fast, KeySpec.One, RPush, "list", "1.0.0", "Adds elements at the tail of a list."),
        ShardCommand.Write("rpushx", -3, DenyOom | Fast, KeySpec.One, RPushX, "list", "2.2.0",
            "Adds elements at the tail of a list that exists."),
    ];

    internal static readonly KeyEvent ElementsRemoved = new('l', "lrem");

    private static readonly KeyEvent Inserted = new('l', "linsert");
    private static readonly KeyEvent ElementSet = new('l', "lset");
    private static readonly KeyEvent Trimmed = new('l', "ltrim");

    private static KeySpec PoppedKeys => new(0, 0, 0, static (in Args args, List<int> into) => ListPopOptions.FindKeys(args, 1, into));

    private static void LIndex(ReadContext c)
    {
        if (!c.TryList(c.Args[1], out var list))
            return;
        if (list is null)
            c.Reply.Null();
        else if (!c.TryLong(2, out var index))
            return;
        else if (TryIndex(list, index, out var at))
            c.Reply.Write(list, list.Seek(at));
        else
            c.Reply.Null();
    }

    private static void LInsert(WriteContext c)
    {
        var isAfter = c.Is(2, "AFTER"u8);
        if (!isAfter && !c.Is(2, "BEFORE"u8))
        {
            c.Reply.Error(Errors.Syntax);
            return;
        }

        if (!c.TryListToWrite(c.Args[1], out var list))
            return;
        if (list is not null && ListSearch.IsLong(c, list))
            c.Suspend(new ListInsertJob(list, isAfter, c.Args[1].ToArray(), c.Args[3].ToArray()));
        else
            Insert(c, list, list is not null && list.TryFind(c.Args[3], out var place) ? place : null, isAfter);
    }

    /// <summary>The part of LINSERT after the search.</summary>
    internal static void Insert(WriteContext c, ListValue? list, ListPlace? pivot, bool isAfter)
    {
        if (list is null || pivot is null)
        {
            c.Reply.Integer(list is null ? 0 : -1);
            return;
        }

        if (isAfter)
            list.InsertAfter(pivot.Value, c.Args[4], c.NodeLimit());
        else
            list.InsertBefore(pivot.Value, c.Args[4], c.NodeLimit());
        c.Modified(c.Args[1], Inserted);
        c.Reply.Integer(list.Count);
    }

    private static void LLen(ReadContext c)
    {
        if (c.TryList(c.Args[1], out var list))
            c.Reply.Integer(list?.Count ?? 0);
    }

    private static void LMove(WriteContext c)
    {
        if (ListPops.TryEnd(c, 3, out var from) && ListPops.TryEnd(c, 4, out var to))
            ListPops.Move(c, from, to);
        else
            c.Reply.Error(Errors.Syntax);
    }

    internal static void LMPop(WriteContext c, bool inSlices)
    {
        if (ListPopOptions.TryParse(c, numKeysArg: 1, out var options) && !ListPops.TryPopFirst(c, options, inSlices))
            c.Reply.NullArray();
    }

    private static void LMPop(WriteContext c) => LMPop(c, inSlices: true);

    private static void LPop(WriteContext c) => ListPops.Pop(c, ListEnd.Head);

    private static void LPos(ReadContext c)
    {
        if (!ListPositionOptions.TryParse(c, out var options) || !c.TryList(c.Args[1], out var list))
            return;
        if (list is null)
        {
            if (options.IsArray)
                c.Reply.Array(0);
            else
                c.Reply.Null();
            return;
        }

        var job = new ListPositionsJob(c, list, options);
        if (list.Count > c.Settings.SliceElements)
            c.Suspend(job);
        else
            job.Step(c, list.Count);
    }

    private static void LPush(WriteContext c) => Push(c, ListEnd.Head, onlyExisting: false);

    private static void LPushX(WriteContext c) => Push(c, ListEnd.Head, onlyExisting: true);

    private static void LRange(ReadContext c)
    {
        if (!c.TryLong(2, out var start) || !c.TryLong(3, out var stop) || !c.TryList(c.Args[1], out var list))
            return;
        var count = list is null ? 0 : ClampRange(list.Count, ref start, stop);
        c.Reply.Array(count);
        if (count == 0)
            return;
        var place = list!.Seek((int)start);
        if (count > c.Settings.SliceElements)
            c.Suspend(new ListRangeJob(list, place, count, c.Args[1].ToArray()));
        else
            ListRangeJob.Write(c, list, ref place, count);
    }

    private static void LRem(WriteContext c)
    {
        var key = c.Args[1];
        if (!c.TryLong(2, out var count) || !c.TryListToWrite(key, out var list))
            return;
        if (list is null)
        {
            c.Reply.Integer(0);
            return;
        }

        var max = count == 0 || count == long.MinValue ? int.MaxValue : (int)Math.Min(Math.Abs(count), int.MaxValue);
        if (ListSearch.IsLong(c, list))
        {
            c.Suspend(new ListRemoveJob(list, new ListRemoval(list, c.Args[3].ToArray(), max, fromTail: count < 0), key.ToArray()));
            return;
        }

        var removed = list.RemoveEqual(c.Args[3], max, fromTail: count < 0, c.NodeLimit());
        if (removed > 0)
            c.Shrunk(key, list, ElementsRemoved);
        c.Reply.Integer(removed);
    }

    private static void LSet(WriteContext c)
    {
        var key = c.Args[1];
        if (!c.TryListToWrite(key, out var list))
            return;
        if (list is null)
        {
            c.Reply.Error(Errors.NoSuchKey);
            return;
        }

        if (!c.TryLong(2, out var index))
            return;
        if (!TryIndex(list, index, out var at))
        {
            c.Reply.Error(Errors.IndexOutOfRange);
            return;
        }

        list.Replace(list.Seek(at), c.Args[3], c.NodeLimit());
        c.Modified(key, ElementSet);
        c.Reply.Ok();
    }

    private static void LTrim(WriteContext c)
    {
        var key = c.Args[1];
        if (!c.TryLong(2, out var start) || !c.TryLong(3, out var stop) || !c.TryListToWrite(key, out var list))
            return;
        c.Reply.Ok();
        if (list is null)
            return;
        var kept = ClampRange(list.Count, ref start, stop);
        var before = kept == 0 ? list.Count : (int)start;
        if (kept == list.Count)
            c.NoFurtherEffect();
        list.DropHead(before);
        list.DropTail(list.Count - kept);
        c.Shrunk(key, list, Trimmed);
    }

    private static void RPop(WriteContext c) => ListPops.Pop(c, ListEnd.Tail);

    private static void RPopLPush(WriteContext c) => ListPops.Move(c, ListEnd.Tail, ListEnd.Head);

    private static void RPush(WriteContext c) => Push(c, ListEnd.Tail, onlyExisting: false);

    private static void RPushX(WriteContext c) => Push(c, ListEnd.Tail, onlyExisting: true);

    private static void Push(WriteContext c, ListEnd end, bool onlyExisting)
    {
        var key = c.Args[1];
        if (!c.TryListToWrite(key, out var list))
            return;
        if (list is null && onlyExisting)
        {
            c.Reply.Integer(0);
            return;
        }

        var limit = c.NodeLimit();
        var target = list ?? new ListValue();
        for (var i = 2; i < c.Args.Count; i++)
            target.Push(end, c.Args[i], limit);
        if (list is null)
            c.Db.SetCollection(key, target);
        c.Modified(key, end.PushEvent());
        c.Reply.Integer(target.Count);
    }

    /// <summary>An index from the head on, or, below zero, from the tail; false when it is outside the list.</summary>
    private static bool TryIndex(ListView list, long index, out int at)
    {
        var fromHead = index < 0 ? index + list.Count : index;
        at = (int)Math.Clamp(fromHead, 0, int.MaxValue);
        return fromHead >= 0 && fromHead < list.Count;
    }

    /// <summary>Cuts a range given by two indexes, both included, to the list; returns how many elements it has.</summary>
    private static int ClampRange(int count, ref long start, long stop)
    {
        if (start < 0)
            start = Math.Max(0, start + count);
        if (stop < 0)
            stop += count;
        stop = Math.Min(stop, count - 1);
        return start > stop ? 0 : (int)(stop - start + 1);
    }
}
