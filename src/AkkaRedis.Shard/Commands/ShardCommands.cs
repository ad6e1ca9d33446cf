using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Shard.Commands;

/// <summary>Every command that runs on a shard: the rows of all groups.</summary>
public static class ShardCommands
{
    public static readonly IReadOnlyList<CommandRow> All =
    [
        .. HashCommands.Rows,
        .. ListCommands.Rows,
    ];
}
