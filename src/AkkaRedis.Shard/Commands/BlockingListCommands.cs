using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Keyspace;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Commands on lists that wait while there is nothing to take. Each is one function, run once when the command comes and again
/// for a key that became ready. Logged as the command that does not wait.
/// </summary>
internal static class BlockingListCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Write("blmove", 6, DenyOom | NoScript | Blocking, KeySpec.Two, BLMove, "list", "6.2.0",
            "Moves an element from one list to another; waits for one."),
        ShardCommand.Write("blmpop", -5, Blocking | MovableKeys, PoppedKeys, BLMPop, "list", "7.0.0",
            "Takes elements from the first of several lists that has any; waits for one."),
        ShardCommand.Write("blpop", -3, NoScript | Blocking, KeySpec.AllButLast, BLPop, "list", "2.0.0",
            "Takes the element at the head of the first of several lists that has any; waits for one."),
        ShardCommand.Write("brpop", -3, NoScript | Blocking, KeySpec.AllButLast, BRPop, "list", "2.0.0",
            "Takes the element at the tail of the first of several lists that has any; waits for one."),
        ShardCommand.Write("brpoplpush", 4, DenyOom | NoScript | Blocking, KeySpec.Two, BRPopLPush, "list", "2.2.0",
            "Moves the element at the tail of a list to the head of another; waits for one."),
    ];

    private static KeySpec PoppedKeys => new(0, 0, 0, static (in Args args, List<int> into) => ListPopOptions.FindKeys(args, 2, into));

    private static void BLMove(WriteContext c)
    {
        if (!ListPops.TryEnd(c, 3, out var from) || !ListPops.TryEnd(c, 4, out var to))
            c.Reply.Error(Errors.Syntax);
        else if (TryMoveOrWait(c, timeoutArg: 5, from, to))
            c.Effect("LMOVE"u8, c.Args[1], c.Args[2], c.Args[3], c.Args[4]);
    }

    private static void BLMPop(WriteContext c)
    {
        if (!ListPopOptions.TryParse(c, numKeysArg: 2, out var options) || !WaitTimeout.TryRead(c, 1, out var timeoutMs))
            return;
        if (ListPops.TryPopFirst(c, options, inSlices: true))
            return;
        var keys = options.LastKeyArg - options.FirstKeyArg + 1;
        if (!c.TryWait(new WaitRequest(ValueKind.List, options.FirstKeyArg, keys, timeoutMs)))
            c.Reply.NullArray();
    }

    private static void BLPop(WriteContext c) => PopOrWait(c, ListEnd.Head);

    private static void BRPop(WriteContext c) => PopOrWait(c, ListEnd.Tail);

    private static void BRPopLPush(WriteContext c)
    {
        if (TryMoveOrWait(c, timeoutArg: 3, ListEnd.Tail, ListEnd.Head))
            c.Effect("RPOPLPUSH"u8, c.Args[1], c.Args[2]);
    }

    private static void PopOrWait(WriteContext c, ListEnd end)
    {
        var timeoutArg = c.Args.Count - 1;
        if (!WaitTimeout.TryRead(c, timeoutArg, out var timeoutMs))
            return;
        for (var i = 1; i < timeoutArg; i++)
        {
            var key = c.Args[i];
            if (!c.IsCandidate(key))
                continue;
            if (!c.TryListToWrite(key, out var list))
                return;
            if (list is null)
                continue;
            c.Reply.Array(2);
            c.Reply.Bulk(key);
            ListPops.PopOne(c, key, list, end);
            if (c.Dirty > 0)
                c.Effect(end == ListEnd.Head ? "LPOP"u8 : "RPOP"u8, key);
            return;
        }

        if (!c.TryWait(new WaitRequest(ValueKind.List, 1, timeoutArg - 1, timeoutMs)))
            c.Reply.NullArray();
    }

    /// <summary>True when an element was moved.</summary>
    private static bool TryMoveOrWait(WriteContext c, int timeoutArg, ListEnd from, ListEnd to)
    {
        if (!WaitTimeout.TryRead(c, timeoutArg, out var timeoutMs))
            return false;
        if (!ListPops.TryMove(c, from, to) && !c.TryWait(new WaitRequest(ValueKind.List, 1, 1, timeoutMs)))
            c.Reply.Null();
        return c.Dirty > 0;
    }
}
