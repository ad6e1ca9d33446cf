using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>Commands on the members of one sorted set. All are logged as they came: adding doubles gives the same anywhere.</summary>
internal static class SortedSetCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Write("zadd", -4, DenyOom | Fast, KeySpec.One, ZAdd, "sorted-set", "1.2.0",
            "Adds members to a sorted set, or gives them other scores."),
        ShardCommand.Read("zcard", 2, Fast, KeySpec.One, ZCard, "sorted-set", "1.2.0", "Counts the members of a sorted set."),
        ShardCommand.Read("zcount", 4, Fast, KeySpec.One, ZCount, "sorted-set", "2.0.0", "Counts the members with scores in a range."),
        ShardCommand.Write("zincrby", 4, DenyOom | Fast, KeySpec.One, ZIncrBy, "sorted-set", "1.2.0",
            "Adds a number to the score of a member."),
        ShardCommand.Read("zlexcount", 4, Fast, KeySpec.One, ZLexCount, "sorted-set", "2.8.9",
            "Counts the members between two texts, where all scores are equal."),
        ShardCommand.Read("zmscore", -3, Fast, KeySpec.One, ZMScore, "sorted-set", "6.2.0", "Gives the scores of several members."),
        ShardCommand.Read("zrandmember", -2, None, KeySpec.One, ZRandMember, "sorted-set", "6.2.0",
            "Picks members of a sorted set by chance."),
        ShardCommand.Read("zrank", 3, Fast, KeySpec.One, ZRank, "sorted-set", "2.0.0",
            "Gives the rank of a member from the least score on."),
        ShardCommand.Write("zrem", -3, Fast, KeySpec.One, ZRem, "sorted-set", "1.2.0", "Removes members from a sorted set."),
        ShardCommand.Write("zremrangebylex", 4, None, KeySpec.One, ZRemRangeByLex, "sorted-set", "2.8.9",
            "Removes the members between two texts, where all scores are equal."),
        ShardCommand.Write("zremrangebyrank", 4, None, KeySpec.One, ZRemRangeByRank, "sorted-set", "2.0.0",
            "Removes the members between two ranks."),
        ShardCommand.Write("zremrangebyscore", 4, None, KeySpec.One, ZRemRangeByScore, "sorted-set", "1.2.0",
            "Removes the members with scores in a range."),
        ShardCommand.Read("zrevrank", 3, Fast, KeySpec.One, ZRevRank, "sorted-set", "2.0.0",
            "Gives the rank of a member from the greatest score on."),
        ShardCommand.Read("zscan", -3, None, KeySpec.One, ZScan, "sorted-set", "2.8.0",
            "Walks the members of a sorted set, some at a time."),
        ShardCommand.Read("zscore", 3, Fast, KeySpec.One, ZScore, "sorted-set", "1.2.0", "Gives the score of a member."),
    ];

    private static readonly KeyEvent Removed = new('z', "zrem");
    private static readonly KeyEvent RemovedByText = new('z', "zremrangebylex");
    private static readonly KeyEvent RemovedByRank = new('z', "zremrangebyrank");
    private static readonly KeyEvent RemovedByScore = new('z', "zremrangebyscore");

    private static void ZAdd(WriteContext c) => SortedSetAdd.Run(c, increments: false);

    private static void ZCard(ReadContext c)
    {
        if (c.TrySortedSet(c.Args[1], out var set))
            c.Reply.Integer(set?.Count ?? 0);
    }

    private static void ZCount(ReadContext c) => CountRange(c, SortedRangeKind.Score);

    private static void ZIncrBy(WriteContext c) => SortedSetAdd.Run(c, increments: true);

    private static void ZLexCount(ReadContext c) => CountRange(c, SortedRangeKind.Text);

    private static void ZMScore(ReadContext c)
    {
        if (!c.TrySortedSet(c.Args[1], out var set))
            return;
        c.Reply.Array(c.Args.Count - 2);
        for (var i = 2; i < c.Args.Count; i++)
            WriteScore(c, set, c.Args[i]);
    }

    private static void ZRandMember(ReadContext c)
    {
        if (c.Args.Count > 2)
        {
            RandomMembers(c);
            return;
        }

        if (!c.TrySortedSet(c.Args[1], out var set))
            return;
        if (set is null)
            c.Reply.Null();
        else
            c.Reply.FlatEntry(set, set.PlaceAt(c.Random.Next(set.Count)), withScores: false);
    }

    private static void ZRank(ReadContext c) => WriteRank(c, fromEnd: false);

    private static void ZRem(WriteContext c)
    {
        var key = c.Args[1];
        if (!c.TrySortedSetToWrite(key, out var set))
            return;
        var removed = 0;
        for (var i = 2; set is { Count: > 0 } && i < c.Args.Count; i++)
            removed += set.Remove(c.Args[i]) ? 1 : 0;
        c.Reply.Integer(removed);
        if (removed > 0)
            c.Shrunk(key, set!, Removed);
    }

    private static void ZRemRangeByLex(WriteContext c) => RemoveRange(c, SortedRangeKind.Text, RemovedByText);

    private static void ZRemRangeByRank(WriteContext c) => RemoveRange(c, SortedRangeKind.Rank, RemovedByRank);

    private static void ZRemRangeByScore(WriteContext c) => RemoveRange(c, SortedRangeKind.Score, RemovedByScore);

    private static void ZRevRank(ReadContext c) => WriteRank(c, fromEnd: true);

    private static void ZScan(ReadContext c)
    {
        if (!ScanOptions.TryParseCursor(c.Args[2], out var cursor))
        {
            c.Reply.Error(Errors.InvalidCursor);
            return;
        }

        if (!c.TrySortedSet(c.Args[1], out var set))
            return;
        if (set is null)
            c.Reply.Raw("*2\r\n$1\r\n0\r\n*0\r\n"u8);
        else if (ScanOptions.TryParse(c, 3, takesType: false, out var options))
            SortedSetScan.Write(c, set, cursor, options);
    }

    private static void ZScore(ReadContext c)
    {
        if (c.TrySortedSet(c.Args[1], out var set))
            WriteScore(c, set, c.Args[2]);
    }

    private static void WriteScore(ReadContext c, SortedSetView? set, ReadOnlySpan<byte> member)
    {
        if (set is not null && set.Find(member) is { IsThere: true } found)
            c.Reply.Double(found.Score);
        else
            c.Reply.Null();
    }

    private static void WriteRank(ReadContext c, bool fromEnd)
    {
        if (!c.TrySortedSet(c.Args[1], out var set))
            return;
        if (set is null || set.Find(c.Args[2]) is not { IsThere: true } found)
            c.Reply.Null();
        else
            c.Reply.Integer(fromEnd ? set.Count - 1 - set.RankOf(found) : set.RankOf(found));
    }

    private static void CountRange(ReadContext c, SortedRangeKind kind)
    {
        if (SortedRange.TryParse(c, kind, 2, 3, out var range) && c.TrySortedSet(c.Args[1], out var set))
            c.Reply.Integer(set is null ? 0 : range.CountIn(set, out _));
    }

    private static void RemoveRange(WriteContext c, SortedRangeKind kind, KeyEvent @event)
    {
        if (!SortedRange.TryParse(c, kind, 2, 3, out var range) || !c.TrySortedSetToWrite(c.Args[1], out var set))
            return;
        var rank = 0;
        var count = set is null ? 0 : range.CountIn(set, out rank);
        if (count == 0)
        {
            c.Reply.Integer(0);
            return;
        }

        var key = c.Args[1].ToArray();
        var job = new SortedRemoveJob(new SortedCut(set!, rank, count, c.Settings.SliceElements), count, @event, key);
        if (count > c.Settings.SliceElements)
            c.Suspend(job);
        else
            job.Apply(c);
    }

    private static void RandomMembers(ReadContext c)
    {
        if (!HashCommands.TryRandomCount(c, "WITHSCORES"u8, out var count, out var withScores)
            || !c.TrySortedSet(c.Args[1], out var set))
            return;
        var picked = set is null ? 0 : count < 0 ? (int)-count : (int)Math.Min(count, set.Count);
        c.Reply.EntriesHeader(picked, withScores);
        if (picked == 0)
            return;
        var job = new SortedSetPicksJob(set!, new SortedSetPicks(set!.Count, count), picked, withScores, c.Args[1].ToArray());
        if (picked > c.Settings.SliceElements)
            c.Suspend(job);
        else
            job.Step(c, picked);
    }
}
