using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Keyspace;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Commands on sorted sets that wait while there is nothing to take. Each is one function, run once when the command comes and
/// again for a key that became ready. Logged as the command that does not wait.
/// </summary>
internal static class BlockingSortedSetCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Write("bzmpop", -5, Blocking | MovableKeys, PoppedKeys, BZMPop, "sorted-set", "7.0.0",
            "Takes members from an end of the first of several sorted sets that has any; waits for one."),
        ShardCommand.Write("bzpopmax", -3, NoScript | Blocking | Fast, KeySpec.AllButLast, BZPopMax, "sorted-set", "5.0.0",
            "Takes the member with the greatest score of the first of several sorted sets that has any; waits for one."),
        ShardCommand.Write("bzpopmin", -3, NoScript | Blocking | Fast, KeySpec.AllButLast, BZPopMin, "sorted-set", "5.0.0",
            "Takes the member with the least score of the first of several sorted sets that has any; waits for one."),
    ];

    private static KeySpec PoppedKeys => new(0, 0, 0, static (in Args args, List<int> into) => ListPopOptions.FindKeys(args, 2, into));

    private static void BZMPop(WriteContext c)
    {
        if (!SortedSetPopOptions.TryParse(c, numKeysArg: 2, out var options) || !WaitTimeout.TryRead(c, 1, out var timeoutMs))
            return;
        if (SortedSetPopCommands.TryPopFirst(c, options, inSlices: true))
            return;
        var keys = options.LastKeyArg - options.FirstKeyArg + 1;
        if (!c.TryWait(new WaitRequest(ValueKind.ZSet, options.FirstKeyArg, keys, timeoutMs)))
            c.Reply.NullArray();
    }

    private static void BZPopMax(WriteContext c) => PopOrWait(c, fromEnd: true);

    private static void BZPopMin(WriteContext c) => PopOrWait(c, fromEnd: false);

    private static void PopOrWait(WriteContext c, bool fromEnd)
    {
        var timeoutArg = c.Args.Count - 1;
        if (!WaitTimeout.TryRead(c, timeoutArg, out var timeoutMs))
            return;
        for (var i = 1; i < timeoutArg; i++)
        {
            var key = c.Args[i];
            if (!c.IsCandidate(key))
                continue;
            if (!c.TrySortedSetToWrite(key, out var set))
                return;
            if (set is null)
                continue;
            c.Reply.Array(3);
            c.Reply.Bulk(key);
            SortedSetPopCommands.PopOne(c, key, set, fromEnd);
            if (c.Dirty > 0)
                c.Effect(fromEnd ? "ZPOPMAX"u8 : "ZPOPMIN"u8, key);
            return;
        }

        if (!c.TryWait(new WaitRequest(ValueKind.ZSet, 1, timeoutArg - 1, timeoutMs)))
            c.Reply.NullArray();
    }
}
