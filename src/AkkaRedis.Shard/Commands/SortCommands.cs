using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Keyspace;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>SORT and SORT_RO: the elements of a list, set or sorted set in another order, or what patterns find for them.</summary>
internal static class SortCommands
{
    public static readonly KeyEvent Stored = new('l', "sortstore");

    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Write("sort", -2, DenyOom | MovableKeys, new KeySpec(1, 1, 1, SortOptions.FindKeys), Sort, "generic", "1.0.0",
            "Sorts the elements of a list, set or sorted set, and stores the result if wanted."),
        ShardCommand.Read("sort_ro", -2, MovableKeys, KeySpec.One, SortRo, "generic", "7.0.0",
            "Sorts the elements of a list, set or sorted set."),
    ];

    public static ReadOnlySpan<byte> WrongScore => "ERR One or more scores can't be converted into double"u8;

    private static void Sort(WriteContext c)
    {
        if (!SortOptions.TryParse(c, mayStore: true, out var options) || !TryBegin(c, options, out var sorting))
            return;
        if (!options.Stores)
            Reply(c, sorting);
        else
            Store(c, sorting, options);
    }

    private static void SortRo(ReadContext c)
    {
        if (SortOptions.TryParse(c, mayStore: false, out var options) && TryBegin(c, options, out var sorting))
            Reply(c, sorting);
    }

    private static bool TryBegin(ReadContext c, SortOptions options, out Sorting sorting)
    {
        sorting = null!;
        var entry = c.Find(c.Args[1]);
        var input = entry.IsNone || entry.Kind == ValueKind.String ? null : SortInput.Of(entry.Collection);
        if (!entry.IsNone && input is null)
        {
            c.Reply.Error(Errors.WrongType);
            return false;
        }

        if (options.IsUnsorted && (options.Stores || c.IsInScript) && input is { HasOrder: false })
            options.SortByElement();
        sorting = new Sorting(input, options);
        return true;
    }

    private static void Reply(ReadContext c, Sorting sorting)
    {
        var job = new SortReplyJob(sorting, c.Args[1].ToArray());
        if (sorting.Work > c.Settings.SliceElements)
            c.Suspend(job);
        else
            job.Step(c, int.MaxValue);
    }

    private static void Store(WriteContext c, Sorting sorting, SortOptions options)
    {
        var job = new SortStoreJob(sorting, options, c.Args[1].ToArray());
        if (sorting.Work > c.Settings.SliceElements)
            c.Suspend(job);
        else
            job.RunAtOnce(c);
    }
}
