using AkkaRedis.Protocol.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>
/// Commands of cluster clients. A client of this port sees one big Redis that is no cluster, and gets the answer of a
/// redis-server that is none.
/// </summary>
internal static class ClusterCommands
{
    private const CommandFlags Asks = Stale;
    private const CommandFlags AsksAsAdmin = Admin | Stale;
    private const CommandFlags Changes = Admin | Stale | NoAsyncLoading;

    private static readonly NodeFunction IsNoCluster = Refusals.With("ERR This instance has cluster support disabled");

    public static readonly NodeCommand Container = Containers.Container("cluster", "cluster", "3.0.0",
        "Commands about slots and nodes of a cluster; this is none.",
    [
        .. SlotRows(),
        .. NodeRows(),
        NodeCommand.Of("cluster|help", 2, Loading | Stale, IsNoCluster, "cluster", "5.0.0", "Tells about the subcommands."),
    ]);

    public static readonly CommandRow[] Rows =
    [
        NodeCommand.Of("asking", 1, Fast, IsNoCluster, "cluster", "3.0.0", "Says that a redirection was an ASK."),
        NodeCommand.Of("readonly", 1, Loading | Stale | Fast, IsNoCluster, "cluster", "3.0.0", "Lets the connection read from replicas."),
        NodeCommand.Of("readwrite", 1, Loading | Stale | Fast, IsNoCluster, "cluster", "3.0.0",
            "Ends the effect of READONLY on the connection."),
    ];

    private static CommandRow[] SlotRows() =>
    [
        Row("addslots", -3, Changes, "3.0.0", "Gives slots to the node."),
        Row("addslotsrange", -4, Changes, "7.0.0", "Gives ranges of slots to the node."),
        Row("countkeysinslot", 3, Asks, "3.0.0", "Counts the keys of a slot."),
        Row("delslots", -3, Changes, "3.0.0", "Takes slots from the node."),
        Row("delslotsrange", -4, Changes, "7.0.0", "Takes ranges of slots from the node."),
        Row("flushslots", 2, Changes, "3.0.0", "Takes all slots from the node."),
        Row("getkeysinslot", 4, Asks, "3.0.0", "Lists keys of a slot."),
        Row("keyslot", 3, Asks, "3.0.0", "Tells the slot of a key."),
        Row("setslot", -4, Changes, "3.0.0", "Ties a slot to a node, or moves it."),
        Row("shards", 2, Asks, "7.0.0", "Tells slots and nodes by shards."),
        Row("slots", 2, Asks, "3.0.0", "Tells which nodes have which slots."),
    ];

    private static CommandRow[] NodeRows() =>
    [
        Row("bumpepoch", 2, Changes, "3.0.0", "Raises the epoch of the cluster."),
        Row("count-failure-reports", 3, AsksAsAdmin, "3.0.0", "Counts the reports that a node has failed."),
        Row("failover", -2, Changes, "3.0.0", "Makes a replica the primary."),
        Row("forget", 3, Changes, "3.0.0", "Removes a node from the table of nodes."),
        Row("info", 2, Asks, "3.0.0", "Tells the state of the cluster."),
        Row("links", 2, Asks, "7.0.0", "Lists the links to other nodes."),
        Row("meet", -4, Changes, "3.0.0", "Makes the node meet another."),
        Row("myid", 2, Asks, "3.0.0", "Tells the id of the node."),
        Row("nodes", 2, Asks, "3.0.0", "Lists the nodes."),
        Row("replicas", 3, AsksAsAdmin, "5.0.0", "Lists the replicas of a node."),
        Row("replicate", 3, Changes, "3.0.0", "Makes the node a replica of another."),
        Row("reset", -2, Admin | NoScript | Stale, "3.0.0", "Makes the node forget its cluster."),
        Row("saveconfig", 2, Changes, "3.0.0", "Saves the table of nodes."),
        Row("set-config-epoch", 3, Changes, "3.0.0", "Sets the epoch of a new node."),
        Row("slaves", 3, AsksAsAdmin, "3.0.0", "Lists the replicas of a node."),
    ];

    private static NodeCommand Row(string name, int arity, CommandFlags flags, string since, string summary) =>
        NodeCommand.Of($"cluster|{name}", arity, flags, IsNoCluster, "cluster", since, summary);
}
