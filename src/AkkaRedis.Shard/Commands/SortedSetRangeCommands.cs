using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>ZRANGE, the older commands for its single forms, and ZRANGESTORE.</summary>
internal static class SortedSetRangeCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Read("zrange", -4, None, KeySpec.One, ZRange, "sorted-set", "1.2.0", "Gives the members of a range."),
        ShardCommand.Read("zrangebylex", -4, None, KeySpec.One, ZRangeByLex, "sorted-set", "2.8.9",
            "Gives the members between two texts, where all scores are equal."),
        ShardCommand.Read("zrangebyscore", -4, None, KeySpec.One, ZRangeByScore, "sorted-set", "1.0.5",
            "Gives the members with scores in a range."),
        ShardCommand.Write("zrangestore", -5, DenyOom, KeySpec.Two, ZRangeStore, "sorted-set", "6.2.0",
            "Stores the members of a range in another key."),
        ShardCommand.Read("zrevrange", -4, None, KeySpec.One, ZRevRange, "sorted-set", "1.2.0",
            "Gives the members between two ranks, counted and listed from the greatest score on."),
        ShardCommand.Read("zrevrangebylex", -4, None, KeySpec.One, ZRevRangeByLex, "sorted-set", "2.8.9",
            "Gives the members between two texts in reverse order, where all scores are equal."),
        ShardCommand.Read("zrevrangebyscore", -4, None, KeySpec.One, ZRevRangeByScore, "sorted-set", "2.2.0",
            "Gives the members with scores in a range, from the greatest on."),
    ];

    private static readonly KeyEvent RangeStored = new('z', "zrangestore");

    private static void ZRange(ReadContext c) => WriteRange(c, null, null);

    private static void ZRangeByLex(ReadContext c) => WriteRange(c, SortedRangeKind.Text, false);

    private static void ZRangeByScore(ReadContext c) => WriteRange(c, SortedRangeKind.Score, false);

    private static void ZRangeStore(WriteContext c)
    {
        if (!SortedSetRangeQuery.TryParse(c, 3, null, null, stores: true, out var query) || !c.TrySortedSet(c.Args[2], out var set))
            return;
        var rank = 0;
        var count = set is null ? 0 : query.CountIn(set, out rank);
        if (count == 0)
        {
            c.Store(c.Args[1], new SortedSetValue(), RangeStored);
            return;
        }

        var job = new SortedSetRangeStoreJob(set!, query.IsReverse ? rank - count + 1 : rank, count, RangeStored, c.Args[2].ToArray());
        if (count > c.Settings.SliceElements)
        {
            c.Suspend(job);
            return;
        }

        job.Step(c, int.MaxValue);
        job.Apply(c);
    }

    private static void ZRevRange(ReadContext c) => WriteRange(c, SortedRangeKind.Rank, true);

    private static void ZRevRangeByLex(ReadContext c) => WriteRange(c, SortedRangeKind.Text, true);

    private static void ZRevRangeByScore(ReadContext c) => WriteRange(c, SortedRangeKind.Score, true);

    private static void WriteRange(ReadContext c, SortedRangeKind? kind, bool? isReverse)
    {
        if (!SortedSetRangeQuery.TryParse(c, 2, kind, isReverse, stores: false, out var query) || !c.TrySortedSet(c.Args[1], out var set))
            return;
        var rank = 0;
        var count = set is null ? 0 : query.CountIn(set, out rank);
        c.Reply.EntriesHeader(count, query.WithScores);
        if (count == 0)
            return;
        if (count > c.Settings.SliceElements)
        {
            c.Suspend(new SortedSetRangeJob(set!, rank, count, query.IsReverse, query.WithScores, c.Args[1].ToArray()));
            return;
        }

        var place = set!.PlaceAt(rank);
        SortedSetRangeJob.Write(c, set, ref place, count, query.IsReverse, query.WithScores);
    }
}

/// <summary>
/// ZRANGESTORE: the range is copied aside, and given to its key at the end; nothing, when the source's time has passed meanwhile.
/// </summary>
internal sealed class SortedSetRangeStoreJob(SortedSetView set, int rank, int count, KeyEvent @event, byte[] source) : ISlicedWrite
{
    private readonly SortedSetValue _copy = new();
    private SortedPlace _place = set.PlaceAt(rank);
    private int _left = count;

    public ReadOnlyMemory<byte> LockedKey => source;

    public bool Step(ReadContext c, int units)
    {
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (; units > 0 && _left > 0; units--, _left--)
        {
            _copy.Add(set.MemberAt(_place, scratch), set.ScoreAt(_place), c.SortedLimits());
            set.MoveNext(ref _place);
        }

        return _left == 0;
    }

    public void Apply(WriteContext c) => c.Store(c.Args[1], c.Find(source).IsNone ? new SortedSetValue() : _copy, @event);
}
