using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Shard.Commands;

/// <summary>Every command that runs on a shard: the rows of all groups.</summary>
public static class ShardCommands
{
    public static readonly IReadOnlyList<CommandRow> All =
    [
        .. TransactionCommands.Rows,
        .. StringCommands.Rows,
        .. StringRangeCommands.Rows,
        .. CounterCommands.Rows,
        .. KeyCommands.Rows,
        .. ExpiryCommands.Rows,
        .. ObjectCommands.Rows,
        .. ScanCommands.Rows,
        .. DatabaseCommands.Rows,
        .. HashCommands.Rows,
        .. ListCommands.Rows,
        .. BlockingListCommands.Rows,
        .. ScriptCommands.Rows,
    ];
}
