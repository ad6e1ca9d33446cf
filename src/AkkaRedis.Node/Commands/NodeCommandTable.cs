using AkkaRedis.Node.Routing;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;

namespace AkkaRedis.Node.Commands;

/// <summary>The table of a whole node: what runs on shards and what runs at the connection.</summary>
public static class NodeCommandTable
{
    public static CommandTable Build() => new([.. ShardCommands.All, .. TransactionRow.Rows, .. NodeCommands.All]);
}
