using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// While the node loads its data, only what needs none is carried out: the commands that redis-server marks so, and transactions
/// of these. WATCH is marked too, but here it is a shard that remembers, and one that recovers refuses it.
/// </summary>
internal sealed partial class RequestRouter
{
    private bool IsRefusedWhileLoading(CommandRow row) =>
        NeedsData(row)
        || (row is TransactionRow { Verb: TransactionVerb.Exec } && _transaction.Queue is { } queue && queue.Rows.Exists(NeedsData));

    private static bool NeedsData(CommandRow row) => (row.Flags & CommandFlags.Loading) == 0;
}
