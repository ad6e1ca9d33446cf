using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Monitor;

/// <summary>The end of MEMORY STATS: how much more is taken than used, at each step from the data to the resident process.</summary>
internal static class MemoryRatios
{
    public const int Count = 11;

    public static void Write(RespWriter to, in MemoryUse use)
    {
        MemoryStats.Number(to, "allocator.allocated", use.DataBytes);
        MemoryStats.Number(to, "allocator.active", use.ReservedBytes);
        MemoryStats.Number(to, "allocator.resident", use.ReservedBytes);
        Write(to, "allocator-fragmentation", use.ReservedBytes, use.DataBytes);
        Write(to, "allocator-rss", use.ReservedBytes, use.ReservedBytes);
        Write(to, "rss-overhead", use.ResidentBytes, use.ReservedBytes);
        MemoryStats.Number(to, "fragmentation", use.ResidentBytes / (double)Math.Max(1, use.UsedBytes));
        MemoryStats.Number(to, "fragmentation.bytes", use.ResidentBytes - use.UsedBytes);
    }

    private static void Write(RespWriter to, string name, long taken, long used)
    {
        MemoryStats.Number(to, $"{name}.ratio", taken / (double)Math.Max(1, used));
        MemoryStats.Number(to, $"{name}.bytes", taken - used);
    }
}
