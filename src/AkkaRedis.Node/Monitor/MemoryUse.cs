using AkkaRedis.Node.Hosting;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Monitor;

/// <summary>
/// Memory of the process in bytes, as the sum of parts that are counted: what the shards hold (exact, in native memory and as
/// objects), their logs, the buffers of connections, and what the managed heap held when the node had started. Garbage is no
/// part of it, so the sum changes with what is kept and not with the collector's mood.
/// </summary>
/// <param name="DataBytes">What the shards hold, their tables included.</param>
/// <param name="CollectionBytes">The part of it on the managed heap.</param>
/// <param name="KeyBytes">The part of it that is keys and values, each with its own share of a table.</param>
/// <param name="ReservedBytes">What was taken from the system for data.</param>
/// <param name="LogBytes">The rings of the command logs.</param>
/// <param name="ClientBytes">Requests being read and replies not yet sent.</param>
/// <param name="StartupBytes">The managed heap when the node had started.</param>
internal readonly record struct MemoryUse(
    long DataBytes, long CollectionBytes, long KeyBytes, long ReservedBytes, long LogBytes, long ClientBytes, long StartupBytes)
{
    public long UsedBytes => DataBytes + LogBytes + ClientBytes + StartupBytes;

    /// <summary>Everything but keys and values.</summary>
    public long OverheadBytes => UsedBytes - DatasetBytes;

    public long DatasetBytes => KeyBytes;

    /// <summary>The part of all that maxmemory is for.</summary>
    public long LimitedBytes { get; private init; }

    public long HeapBytes { get; private init; }

    public long ResidentBytes { get; private init; }

    public long PeakBytes { get; init; }

    /// <summary>Measures now, and raises the node's peak when this is more.</summary>
    public static MemoryUse Of(NodeServices node)
    {
        var use = Count(node);
        return use with
        {
            LimitedBytes = ShardTotals.Sum(node.Shards(), s => s.LimitedBytes),
            HeapBytes = HeapBytesNow,
            ResidentBytes = Environment.WorkingSet,
            PeakBytes = Raise(ref node.Statistics.MemoryPeakBytes, use.UsedBytes),
        };
    }

    /// <summary>Raises the node's peak when more is in use now.</summary>
    public static void RaisePeak(NodeServices node) => Raise(ref node.Statistics.MemoryPeakBytes, Count(node).UsedBytes);

    /// <summary>Notes what the node itself takes, once it has started and holds no data.</summary>
    public static void NoteStartup(NodeServices node)
    {
        var shards = node.Shards();
        node.Statistics.MemoryStartupBytes = HeapBytesNow - ShardTotals.Sum(shards, s => s.CollectionBytes + s.LogMemoryBytes);
    }

    private static long HeapBytesNow => GC.GetTotalMemory(forceFullCollection: false);

    private static MemoryUse Count(NodeServices node)
    {
        var shards = node.Shards();
        return new MemoryUse(
            ShardTotals.Sum(shards, s => s.MemoryBytes),
            ShardTotals.Sum(shards, s => s.CollectionBytes),
            ShardTotals.Sum(shards, KeyBytesOf),
            ShardTotals.Sum(shards, s => s.ReservedBytes),
            ShardTotals.Sum(shards, s => s.LogMemoryBytes),
            node.Clients.Snapshot().Sum(c => c.Session.OutputBytes + c.Session.QueryBytes),
            node.Statistics.MemoryStartupBytes);
    }

    private static long KeyBytesOf(ShardStatus shard)
    {
        var bytes = 0L;
        for (var db = 0; db < shard.DatabaseCount; db++)
            bytes += shard.BytesIn(db);
        return bytes;
    }

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
