using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Node.Monitor;

/// <summary>What INFO says about scripts and functions. They share one engine on each shard, which counts as that of scripts.</summary>
internal static class InfoScripts
{
    public static void WriteMemory(InfoText to, NodeServices node)
    {
        var shards = node.Shards();
        var engineBytes = ShardTotals.Sum(shards, s => s.Script.MemoryBytes);
        var (libraries, functions) = shards.FirstOrDefault(s => s is not null)?.Script.Loaded ?? default;
        to.Bytes("used_memory_lua", engineBytes);
        to.Field("used_memory_vm_eval", engineBytes);
        to.Field("number_of_cached_scripts", node.Scripts.Count);
        to.Field("number_of_functions", functions);
        to.Field("number_of_libraries", libraries);
        to.Field("used_memory_vm_functions", 0);
        to.Bytes("used_memory_vm_total", engineBytes);
    }
}
