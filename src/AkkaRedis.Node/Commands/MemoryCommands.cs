using System.Text;
using AkkaRedis.Node.Monitor;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Node.Commands;

/// <summary>MEMORY: where the bytes are. A single key's are told by its shard (<see cref="MemoryUsage"/>).</summary>
internal static class MemoryCommands
{
    public static readonly NodeCommand Container = Containers.Container("memory", "server", "4.0.0", "Commands about memory in use.",
        Row("doctor", None, Doctor, "Says in words what is unusual about the memory in use."),
        Row("help", Loading | Stale, Containers.Help, "Tells about the subcommands."),
        Row("malloc-stats", None, MallocStats, "Tells where memory was taken from."),
        Row("purge", None, Purge, "Does nothing: free memory goes back to the system without being asked to."),
        Row("stats", None, Stats, "Tells what the memory in use is used for."),
        MemoryUsage.Row);

    private static NodeCommand Row(string name, CommandFlags flags, NodeFunction function, string summary) =>
        NodeCommand.Of($"memory|{name}", 2, flags, function, "server", "4.0.0", summary);

    private static void Doctor(ClientContext c) => Text(c, MemoryDiagnosis.Of(MemoryUse.Of(c.Node), c.Node.Clients.Count));

    private static void MallocStats(ClientContext c)
    {
        var use = MemoryUse.Of(c.Node);
        var heap = GC.GetGCMemoryInfo();
        Text(c, FormattableString.Invariant(
            $"""
             blocks in use: {use.DataBytes - use.CollectionBytes} bytes
             taken from the system for blocks: {use.ReservedBytes - use.CollectionBytes} bytes
             collections on the managed heap: {use.CollectionBytes} bytes
             managed heap, garbage included: {use.HeapBytes} bytes
             managed heap, taken from the system: {heap.TotalCommittedBytes} bytes
             managed heap, fragmented at the last collection: {heap.FragmentedBytes} bytes
             resident: {use.ResidentBytes} bytes

             """));
    }

    private static void Purge(ClientContext c) => c.Reply.Ok();

    private static void Stats(ClientContext c) => MemoryStats.Write(c.Reply, c.Node);

    private static void Text(ClientContext c, string text) => c.Reply.Verbatim("txt"u8, Encoding.UTF8.GetBytes(text));
}
