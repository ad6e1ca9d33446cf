using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Commands;

/// <summary>Every command that runs at the connection: the rows of all groups.</summary>
public static class NodeCommands
{
    public static readonly IReadOnlyList<CommandRow> All =
    [
        .. ConnectionCommands.Rows,
        AclCommands.Container,
        ClientCommands.Container,
        ClusterCommands.Container,
        .. ClusterCommands.Rows,
        CommandCommands.Container,
        ConfigCommands.Container,
        LatencyCommands.Container,
        LolwutCommand.Row,
        DebugCommands.Row,
        MemoryCommands.Container,
        ModuleCommands.Container,
        MonitorCommand.Row,
        .. PersistenceCommands.Rows,
        PubSubCommands.Container,
        .. ReplicationCommands.Rows,
        SlowLogCommands.Container,
        FunctionContainer.Container,
        ScriptContainer.Container,
        .. ServerCommands.Rows,
        .. SubscriptionCommands.Rows,
    ];
}
