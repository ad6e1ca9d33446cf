using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Node.Monitor;

/// <summary>
/// Memory of the process in bytes. Data lies in native memory that the shards count exactly; all else (connections,
/// buffers, actors) is on the managed heap, which here includes garbage that was not collected yet.
/// </summary>
internal readonly record struct MemoryUse(long DataBytes, long HeapBytes, long ResidentBytes, long PeakBytes)
{
    public long UsedBytes => DataBytes + HeapBytes;

    /// <summary>Measures now, and raises the node's peak when this is more.</summary>
    public static MemoryUse Of(NodeServices node)
    {
        var (dataBytes, heapBytes) = DataAndHeap(node);
        var peakBytes = Raise(ref node.Statistics.MemoryPeakBytes, dataBytes + heapBytes);
        return new MemoryUse(dataBytes, heapBytes, Environment.WorkingSet, peakBytes);
    }

    /// <summary>Raises the node's peak when more is in use now.</summary>
    public static void RaisePeak(NodeServices node)
    {
        var (dataBytes, heapBytes) = DataAndHeap(node);
        Raise(ref node.Statistics.MemoryPeakBytes, dataBytes + heapBytes);
    }

    private static (long DataBytes, long HeapBytes) DataAndHeap(NodeServices node) =>
        (ShardTotals.Sum(node.Shards(), s => s.MemoryBytes), GC.GetTotalMemory(forceFullCollection: false));

    private static long Raise(ref long peak, long value)
    {
        while (true)
        {
            var seen = Volatile.Read(ref peak);
            if (seen >= value || Interlocked.CompareExchange(ref peak, value, seen) == seen)
                return Math.Max(seen, value);
        }
    }
}
