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
        .. BitCommands.Rows,
        .. HyperLogLogCommands.Rows,
        .. KeyCommands.Rows,
        .. DumpCommands.Rows,
        .. ExpiryCommands.Rows,
        .. ObjectCommands.Rows,
        .. ScanCommands.Rows,
        .. SortCommands.Rows,
        .. DatabaseCommands.Rows,
        .. HashCommands.Rows,
        .. ListCommands.Rows,
        .. BlockingListCommands.Rows,
        .. StreamCommands.Rows,
        .. StreamRangeCommands.Rows,
        .. StreamReadCommands.Rows,
        .. StreamGroupCommands.Rows,
        .. StreamPendingCommands.Rows,
        .. StreamClaimCommands.Rows,
        .. StreamInfoCommands.Rows,
        .. SetCommands.Rows,
        .. SetRandomCommands.Rows,
        .. SetAlgebraCommands.Rows,
        .. SortedSetCommands.Rows,
        .. SortedSetRangeCommands.Rows,
        .. SortedSetPopCommands.Rows,
        .. BlockingSortedSetCommands.Rows,
        .. SortedSetAlgebraCommands.Rows,
        .. GeoCommands.Rows,
        .. ScriptCommands.Rows,
        .. FunctionCommands.Rows,
    ];
}
