using AkkaRedis.Protocol.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>MODULE: there are none, and none can be loaded.</summary>
internal static class ModuleCommands
{
    private const CommandFlags Loads = Admin | NoScript | NoAsyncLoading;

    private static readonly NodeFunction NotAllowed = Refusals.With(
        "ERR MODULE command not allowed. If the enable-module-command option is set to \"local\", you can run it from a local " +
        "connection, otherwise you need to set this option in the configuration file, and then restart the server.");

    public static readonly NodeCommand Container = Containers.Container("module", "server", "4.0.0", "Commands about modules.",
        Row("help", 2, Loading | Stale, Containers.Help, "5.0.0", "Tells about the subcommands."),
        Row("list", 2, Admin | NoScript, c => c.Reply.Array(0), "4.0.0", "Lists the modules: none."),
        Row("load", -3, Loads, NotAllowed, "4.0.0", "Loads a module; refused."),
        Row("loadex", -3, Loads, NotAllowed, "7.0.0", "Loads a module with options; refused."),
        Row("unload", 3, Loads, NotAllowed, "4.0.0", "Unloads a module; refused."));

    private static NodeCommand Row(string name, int arity, CommandFlags flags, NodeFunction function, string since, string summary) =>
        NodeCommand.Of($"module|{name}", arity, flags, function, "server", since, summary);
}
