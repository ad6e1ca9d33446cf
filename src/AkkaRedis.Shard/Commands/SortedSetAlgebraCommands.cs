using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>ZUNION, ZINTER, ZDIFF, their storing forms, and ZINTERCARD.</summary>
internal static class SortedSetAlgebraCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Read("zdiff", -3, MovableKeys, Inputs, ZDiff, "sorted-set", "6.2.0",
            "Gives the members of a sorted set that are in none of others."),
        ShardCommand.Write("zdiffstore", -4, DenyOom | MovableKeys, TargetAndInputs, ZDiffStore, "sorted-set", "6.2.0",
            "Stores the members of a sorted set that are in none of others."),
        ShardCommand.Read("zinter", -3, MovableKeys, Inputs, ZInter, "sorted-set", "6.2.0",
            "Gives the members that several sorted sets have in common."),
        ShardCommand.Read("zintercard", -3, MovableKeys, Inputs, ZInterCard, "sorted-set", "7.0.0",
            "Counts the members that several sorted sets have in common."),
        ShardCommand.Write("zinterstore", -4, DenyOom | MovableKeys, TargetAndInputs, ZInterStore, "sorted-set", "2.0.0",
            "Stores the members that several sorted sets have in common."),
        ShardCommand.Read("zunion", -3, MovableKeys, Inputs, ZUnion, "sorted-set", "6.2.0", "Gives the members of several sorted sets."),
        ShardCommand.Write("zunionstore", -4, DenyOom | MovableKeys, TargetAndInputs, ZUnionStore, "sorted-set", "2.0.0",
            "Stores the members of several sorted sets."),
    ];

    private static readonly KeyEvent DifferenceStored = new('z', "zdiffstore");
    private static readonly KeyEvent IntersectionStored = new('z', "zinterstore");
    private static readonly KeyEvent UnionStored = new('z', "zunionstore");

    private static KeySpec Inputs => new(0, 0, 0, FindInputs);

    private static KeySpec TargetAndInputs => new(1, 1, 1, FindTargetAndInputs);

    private static void ZDiff(ReadContext c) => Read(c, AlgebraKind.Difference, AlgebraForm.Reply);

    private static void ZDiffStore(WriteContext c) => Store(c, AlgebraKind.Difference, DifferenceStored, inSlices: true);

    private static void ZInter(ReadContext c) => Read(c, AlgebraKind.Intersection, AlgebraForm.Reply);

    private static void ZInterCard(ReadContext c) => Read(c, AlgebraKind.Intersection, AlgebraForm.Cardinality);

    private static void ZInterStore(WriteContext c) => Store(c, AlgebraKind.Intersection, IntersectionStored, inSlices: true);

    private static void ZUnion(ReadContext c) => Read(c, AlgebraKind.Union, AlgebraForm.Reply);

    private static void ZUnionStore(WriteContext c) => Store(c, AlgebraKind.Union, UnionStored, inSlices: true);

    private static bool FindInputs(in Args args, List<int> into) => SortedSetAlgebraQuery.FindKeys(args, 1, into);

    private static bool FindTargetAndInputs(in Args args, List<int> into)
    {
        into.Add(1);
        return SortedSetAlgebraQuery.FindKeys(args, 2, into);
    }

    private static void Read(ReadContext c, AlgebraKind kind, AlgebraForm form)
    {
        var query = new SortedSetAlgebraQuery(kind, form);
        if (!query.TryParse(c))
            return;
        var algebra = query.NewAlgebra();
        var job = new SortedSetAlgebraJob(algebra, query, form);
        if (algebra.Work > c.Settings.SliceElements)
            c.Suspend(job);
        else
            while (!job.Step(c, int.MaxValue))
            {
            }
    }

    /// <summary>Not in slices when it is run anew at the end of a sliced one.</summary>
    internal static void Store(WriteContext c, AlgebraKind kind, KeyEvent @event, bool inSlices)
    {
        var query = new SortedSetAlgebraQuery(kind, AlgebraForm.Store);
        if (!query.TryParse(c))
            return;
        var algebra = query.NewAlgebra();
        var job = new SortedSetAlgebraStoreJob(algebra, query, kind, @event);
        if (inSlices && algebra.Work > c.Settings.SliceElements)
        {
            c.Suspend(job);
            return;
        }

        while (!job.Step(c, int.MaxValue))
        {
        }

        job.Apply(c);
    }
}
