using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Commands;

public delegate void NodeFunction(ClientContext c);

/// <summary>A command that runs at the connection, without a shard: its row and its function.</summary>
public sealed class NodeCommand : CommandRow
{
    private NodeCommand(string name, int arity, CommandFlags flags, NodeFunction function, KeySpec keys)
        : base(name, arity, flags, keys) => Function = function;

    public NodeFunction Function { get; }

    /// <param name="isOrdered">
    /// False for one about its own connection alone, or about what runs on shards at the moment: it need not wait for these.
    /// </param>
    public static NodeCommand Of(string name, int arity, CommandFlags flags, NodeFunction function, string group, string since,
        string summary, CommandRow[]? subcommands = null, string complexity = "O(1)", KeySpec? keys = null,
        IReadOnlyList<CommandRow>? inner = null, bool isOrdered = true) =>
        new(name, arity, isOrdered ? flags | CommandFlags.Ordered : flags, function, keys ?? KeySpec.None)
        {
            Group = group, Since = since, Summary = summary, Subcommands = subcommands ?? [], Complexity = complexity,
            InnerRows = inner ?? [],
        };
}
