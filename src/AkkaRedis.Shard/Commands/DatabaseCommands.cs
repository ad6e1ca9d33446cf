using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>Whole databases of one shard. Emptying and exchanging take the same time whatever they hold.</summary>
internal static class DatabaseCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Read("dbsize", 1, Fast, KeySpec.None, DbSize, "server", "1.0.0", "Counts the keys of the database.",
            ReplyMerge.SumAll),
        ShardCommand.Write("flushall", -1, None, KeySpec.None, FlushAll, "server", "1.0.0", "Empties all databases.", ReplyMerge.OkAll),
        ShardCommand.Write("flushdb", -1, None, KeySpec.None, FlushDb, "server", "1.0.0", "Empties the database.", ReplyMerge.OkAll),
        ShardCommand.Write("swapdb", 3, Fast, KeySpec.None, SwapDb, "server", "4.0.0", "Exchanges two databases.", ReplyMerge.OkAll),
    ];

    /// <summary>An argument that names a database; false, with the error written, when there is no such.</summary>
    public static bool TryDatabase(WriteContext c, int arg, out int db)
    {
        db = 0;
        if (!c.TryLong(arg, out var number))
            return false;
        if (number is < int.MinValue or > int.MaxValue)
        {
            c.Reply.Error("ERR value is out of range, value must between -2147483648 and 2147483647"u8);
            return false;
        }

        if (number < 0 || number >= c.DatabaseCount)
        {
            c.Reply.Error(Errors.DbIndexOutOfRange);
            return false;
        }

        db = (int)number;
        return true;
    }

    private static void DbSize(ReadContext c) => c.Reply.Integer(c.Db.Count);

    private static void FlushAll(WriteContext c)
    {
        if (!AcceptsFlushMode(c))
            return;
        for (var db = 0; db < c.DatabaseCount; db++)
            Clear(c, db);
        c.Emptied();
        c.Reply.Ok();
    }

    private static void FlushDb(WriteContext c)
    {
        if (!AcceptsFlushMode(c))
            return;
        Clear(c, c.DbIndex);
        c.Emptied();
        c.Reply.Ok();
    }

    private static void SwapDb(WriteContext c)
    {
        if (!TryIndex(c, 1, "ERR invalid first DB index"u8, out var first)
            || !TryIndex(c, 2, "ERR invalid second DB index"u8, out var second))
            return;
        if (first < 0 || first >= c.DatabaseCount || second < 0 || second >= c.DatabaseCount)
        {
            c.Reply.Error(Errors.DbIndexOutOfRange);
            return;
        }

        c.AllDatabases.Swap(first, second);
        c.ModifiedDatabase(first);
        if (second != first)
            c.ModifiedDatabase(second);
        c.Reply.Ok();
    }

    /// <summary>SYNC and ASYNC are taken and mean the same here: the old content is always freed later, in slices.</summary>
    private static bool AcceptsFlushMode(WriteContext c)
    {
        if (c.Args.Count == 1 || (c.Args.Count == 2 && (c.Is(1, "SYNC"u8) || c.Is(1, "ASYNC"u8))))
            return true;
        c.Reply.Error(Errors.Syntax);
        return false;
    }

    private static void Clear(WriteContext c, int db)
    {
        c.AllDatabases.Clear(db);
        c.ModifiedDatabase(db);
    }

    private static bool TryIndex(WriteContext c, int arg, ReadOnlySpan<byte> error, out int index)
    {
        index = 0;
        if (Numbers.TryParseLong(c.Args[arg], out var number) && number is >= int.MinValue and <= int.MaxValue)
        {
            index = (int)number;
            return true;
        }

        c.Reply.Error(error);
        return false;
    }
}
