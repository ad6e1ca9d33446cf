using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Commands;

/// <summary>Every command that runs at the connection: the rows of all groups.</summary>
public static class NodeCommands
{
    public static readonly IReadOnlyList<CommandRow> All =
    [
        .. ConnectionCommands.Rows,
        ClientCommands.Container,
        CommandCommands.Container,
        ConfigCommands.Container,
        MemoryCommands.Container,
        PubSubCommands.Container,
        FunctionContainer.Container,
        ScriptContainer.Container,
        .. ServerCommands.Rows,
        .. SubscriptionCommands.Rows,
    ];
}
