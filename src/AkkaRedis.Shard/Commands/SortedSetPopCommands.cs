using System.Buffers.Text;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Taking members from an end of a sorted set. Members whose reply is too long to be told stay in the set. What is taken from the
/// key named is logged as it came, as which members are at an end follows from the data alone.
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

    private static readonly KeyEvent LeastPopped = new('z', "zpopmin");
    private static readonly KeyEvent GreatestPopped = new('z', "zpopmax");

    private static KeySpec PoppedKeys => new(0, 0, 0, static (in Args args, List<int> into) => ListPopOptions.FindKeys(args, 1, into));

    /// <summary>
    /// ZMPOP and BZMPOP: pops from the first key that has a sorted set. False, with nothing written, when none has. Logged as
    /// what it comes to, a pop from that set.
    /// </summary>
    public static bool TryPopFirst(WriteContext c, in SortedSetPopOptions options, bool inSlices)
    {
        for (var i = options.FirstKeyArg; i <= options.LastKeyArg; i++)
        {
            if (!c.IsCandidate(c.Args[i]))
                continue;
            if (!c.TrySortedSetToWrite(c.Args[i], out var set))
                return true;
            if (set is null)
                continue;
            var members = (int)Math.Min(options.Count, set.Count);
            var job = new SortedSetPopJob(c, set, i, options.FromEnd, members)
            {
                FirstKeyArg = options.FirstKeyArg, IsNested = true, IsOneOfMany = true, RunAnew = PopFirstAnew,
            };
            c.Reply.Array(2);
            c.Reply.Bulk(c.Args[i]);
            c.Reply.Array(members);
            Run(c, job, members, inSlices);
            return true;
        }

        return false;
    }

    /// <summary>Takes the member at an end, and writes it and its score.</summary>
    public static void PopOne(WriteContext c, ReadOnlySpan<byte> key, SortedSetValue set, bool fromEnd)
    {
        var rank = fromEnd ? set.Count - 1 : 0;
        c.Reply.FlatEntry(set, set.PlaceAt(rank), withScores: true);
        if (c.Reply.HasOverflown)
            return;
        set.RemoveRange(rank, 1);
        c.Shrunk(key, set, EventOf(fromEnd));
    }

    /// <summary>Logs a pop of so many members in place of the command as it came.</summary>
    public static void LogPop(WriteContext c, ReadOnlySpan<byte> key, bool fromEnd, int members)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(members, digits, out var n);
        c.Effect(fromEnd ? "ZPOPMAX"u8 : "ZPOPMIN"u8, key, digits[..n]);
    }

    public static KeyEvent EventOf(bool fromEnd) => fromEnd ? GreatestPopped : LeastPopped;

    private static void ZMPop(WriteContext c)
    {
        if (SortedSetPopOptions.TryParse(c, numKeysArg: 1, out var options) && !TryPopFirst(c, options, inSlices: true))
            c.Reply.NullArray();
    }

    private static void PopFirstAnew(WriteContext c, int firstKeyArg)
    {
        if (SortedSetPopOptions.TryParse(c, firstKeyArg - 1, out var options) && !TryPopFirst(c, options, inSlices: false))
            c.Reply.NullArray();
    }

    private static void ZPopMax(WriteContext c) => Pop(c, fromEnd: true);

    private static void ZPopMin(WriteContext c) => Pop(c, fromEnd: false);

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
        if (isNested)
            c.Reply.Array(1);
        c.Reply.Array(2);
        PopOne(c, c.Args[1], set, fromEnd);
    }

    private static void PopMany(WriteContext c, SortedSetValue set, bool fromEnd, int members)
    {
        var job = new SortedSetPopJob(c, set, keyArg: 1, fromEnd, members)
        {
            FirstKeyArg = 1, IsNested = c.Reply.IsResp3, RunAnew = static (again, _) => again.Reply.Array(0),
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
}
