using AkkaRedis.Protocol.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// The half of the transaction group that runs on a shard: watching keys. MULTI, EXEC and DISCARD belong to the connection,
/// which sends the queued commands as one unit.
/// </summary>
public static class TransactionCommands
{
    public static readonly CommandRow[] Rows =
    [
        ShardCommand.Plain("watch", -2, NoScript | Loading | Stale | Fast | AllowBusy, KeySpec.All, Watch,
            "transactions", "2.2.0", "Makes the next EXEC depend on the given keys staying unchanged.", ReplyMerge.None),
        ShardCommand.Plain("unwatch", 1, NoScript | Loading | Stale | Fast | AllowBusy, KeySpec.None, Unwatch,
            "transactions", "2.2.0", "Forgets all keys that the connection watches.", ReplyMerge.OkAll),
    ];

    private static void Watch(ReadContext c)
    {
        for (var i = 1; i < c.Args.Count; i++)
        {
            var entry = c.Db.Find(c.Args[i]);
            c.Watches.Watch(c.ConnectionId, c.DbIndex, c.Args[i], !entry.IsNone && !c.IsExpired(entry));
        }

        c.Reply.Ok();
    }

    private static void Unwatch(ReadContext c)
    {
        c.Watches.Unwatch(c.ConnectionId);
        c.Reply.Ok();
    }
}
