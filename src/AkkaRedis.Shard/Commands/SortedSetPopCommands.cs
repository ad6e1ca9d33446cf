using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Taking members from an end of a sorted set. Members whose reply is too long to be told stay in the set. All is logged as it
/// came, as which members are at an end follows from the data alone.
/// </summary>
internal static class SortedSetPopCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Write("zmpop", -4, MovableKeys, PoppedKeys, ZMPop, "sorted-set", "7.0.0",
            "Takes members from an end of the first of several sorted sets that has any."),
        ShardCommand.Write("zpopmax", -2, Fast, KeySpec.One, ZPopMax, "sorted-set", "5.0.0", "Takes the members with the greatest scores."),
        ShardCommand.Write("zpopmin", -2, Fast, KeySpec.One, ZPopMin, "sorted-set", "5.0.0", "Takes the members with the least scores."),
    ];

    /// <summary>Index of the first key of ZMPOP.</summary>
    internal const int FirstOfManyKeys = 2;

    private static readonly KeyEvent LeastPopped = new('z', "zpopmin");
    private static readonly KeyEvent GreatestPopped = new('z', "zpopmax");

    private static KeySpec PoppedKeys => new(0, 0, 0, static (in Args args, List<int> into) => ListPopOptions.FindKeys(args, 1, into));

    /// <summary>ZMPOP; not in slices when it is run anew at the end of a sliced one.</summary>
    internal static void ZMPop(WriteContext c, bool inSlices)
    {
        if (!TryPopArguments(c, out var lastKey, out var fromEnd, out var count))
            return;
        for (var i = FirstOfManyKeys; i <= lastKey; i++)
        {
            if (!c.TrySortedSetToWrite(c.Args[i], out var set))
                return;
            if (set is null)
                continue;
            var members = (int)Math.Min(count, set.Count);
            var job = new SortedSetPopJob(c, set, i, fromEnd, members)
            {
                IsNested = true, Event = EventOf(fromEnd), RunAnew = static again => ZMPop(again, inSlices: false),
            };
            c.Reply.Array(2);
            c.Reply.Bulk(c.Args[i]);
            c.Reply.Array(members);
            Run(c, job, members, inSlices);
            return;
        }

        c.Reply.NullArray();
    }

    private static void ZMPop(WriteContext c) => ZMPop(c, inSlices: true);

    private static void ZPopMax(WriteContext c) => Pop(c, fromEnd: true);

    private static void ZPopMin(WriteContext c) => Pop(c, fromEnd: false);

    private static KeyEvent EventOf(bool fromEnd) => fromEnd ? GreatestPopped : LeastPopped;

    private static void Pop(WriteContext c, bool fromEnd)
    {
        var hasCount = c.Args.Count == 3;
        var count = 1L;
        if (c.Args.Count > 3)
        {
            c.Reply.Error(Errors.Syntax);
            return;
        }

        if (hasCount && !(Numbers.TryParseLong(c.Args[2], out count) && count >= 0))
        {
            c.Reply.Error(Errors.ValueMustBePositive);
            return;
        }

        if (!c.TrySortedSetToWrite(c.Args[1], out var set))
            return;
        var members = set is null ? 0 : (int)Math.Min(count, set.Count);
        if (members == 0)
            c.Reply.Array(0);
        else if (members == 1)
            PopOne(c, set!, fromEnd, isNested: hasCount && c.Reply.IsResp3);
        else
            PopMany(c, set!, fromEnd, members);
    }

    private static void PopOne(WriteContext c, SortedSetValue set, bool fromEnd, bool isNested)
    {
        var rank = fromEnd ? set.Count - 1 : 0;
        if (isNested)
            c.Reply.Array(1);
        c.Reply.Array(2);
        c.Reply.FlatEntry(set, set.PlaceAt(rank), withScores: true);
        if (c.Reply.HasOverflown)
            return;
        set.RemoveRange(rank, 1);
        c.Shrunk(c.Args[1], set, EventOf(fromEnd));
    }

    private static void PopMany(WriteContext c, SortedSetValue set, bool fromEnd, int members)
    {
        var job = new SortedSetPopJob(c, set, keyArg: 1, fromEnd, members)
        {
            IsNested = c.Reply.IsResp3, Event = EventOf(fromEnd), RunAnew = static again => again.Reply.Array(0),
        };
        c.Reply.EntriesHeader(members, withScores: true);
        Run(c, job, members, inSlices: true);
    }

    private static void Run(WriteContext c, SortedSetPopJob job, int members, bool inSlices)
    {
        if (inSlices && members > c.Settings.SliceElements)
        {
            c.Suspend(job);
            return;
        }

        job.Step(c, int.MaxValue);
        job.Apply(c);
    }

    private static bool TryPopArguments(ReadContext c, out int lastKey, out bool fromEnd, out long count)
    {
        (lastKey, fromEnd, count) = (0, false, 1);
        if (!Numbers.TryParseLong(c.Args[1], out var keys) || keys < 1)
        {
            c.Reply.Error("ERR numkeys should be greater than 0"u8);
            return false;
        }

        var whereArg = FirstOfManyKeys + Math.Min(keys, c.Args.Count);
        var hasWhere = whereArg < c.Args.Count;
        fromEnd = hasWhere && c.Is((int)whereArg, "MAX"u8);
        var hasCount = whereArg + 3 == c.Args.Count && c.Is((int)whereArg + 1, "COUNT"u8);
        if (!hasWhere || !(fromEnd || c.Is((int)whereArg, "MIN"u8)) || !(hasCount || whereArg + 1 == c.Args.Count))
        {
            c.Reply.Error(Errors.Syntax);
            return false;
        }

        lastKey = (int)whereArg - 1;
        if (!hasCount || (Numbers.TryParseLong(c.Args[(int)whereArg + 2], out count) && count >= 1))
            return true;
        c.Reply.Error("ERR count should be greater than 0"u8);
        return false;
    }
}
