using AkkaRedis.Node.Hosting;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Monitor;

/// <summary>
/// What MEMORY STATS answers: names and numbers as redis-server gives them, zero for parts that do not exist here. Its "allocator"
/// is what data is kept in: the slabs of the shards and the collections on the managed heap.
/// </summary>
internal static class MemoryStats
{
    private const int BytesPerKey = 8;

    public static void Write(RespWriter to, NodeServices node)
    {
        var use = MemoryUse.Of(node);
        var shards = node.Shards();
        var keys = Enumerable.Range(0, node.Options.Databases).Select(db => ShardTotals.Sum(shards, s => s.KeysIn(db))).ToArray();
        var used = keys.Select((count, db) => (count, db)).Where(d => d.count > 0).ToArray();
        var overhead = use.OverheadBytes;
        (string Name, long Value)[] before =
        [
            ("peak.allocated", use.PeakBytes), ("total.allocated", use.UsedBytes), ("startup.allocated", use.StartupBytes),
            ("replication.backlog", use.LogBytes), ("clients.slaves", 0), ("clients.normal", use.ClientBytes), ("cluster.links", 0),
            ("aof.buffer", 0), ("lua.caches", 0), ("functions.caches", 0),
        ];
        (string Name, long Value)[] sums =
        [
            ("overhead.total", overhead), ("keys.count", keys.Sum()),
            ("keys.bytes-per-key", (use.UsedBytes - use.StartupBytes) / Math.Max(1, keys.Sum())), ("dataset.bytes", use.DatasetBytes),
        ];
        (string Name, double Value)[] shares =
        [
            ("dataset.percentage", 100.0 * use.DatasetBytes / Math.Max(1, use.UsedBytes - use.StartupBytes)),
            ("peak.percentage", 100.0 * use.UsedBytes / Math.Max(1, use.PeakBytes)),
        ];
        to.Map(before.Length + used.Length + sums.Length + shares.Length + MemoryRatios.Count);
        foreach (var (name, value) in before)
            Number(to, name, value);
        foreach (var (count, db) in used)
            WriteDatabase(to, db, count, ShardTotals.Sum(shards, s => s.ExpiryBytesIn(db)));
        foreach (var (name, value) in sums)
            Number(to, name, value);
        foreach (var (name, value) in shares)
            Number(to, name, value);
        MemoryRatios.Write(to, use);
    }

    internal static void Number(RespWriter to, string name, long value)
    {
        to.Bulk(name);
        to.Integer(value);
    }

    internal static void Number(RespWriter to, string name, double value)
    {
        to.Bulk(name);
        to.Double(value);
    }

    private static void WriteDatabase(RespWriter to, int db, long keys, long expiryBytes)
    {
        to.Bulk($"db.{db}");
        to.Map(3);
        Number(to, "overhead.hashtable.main", keys * BytesPerKey);
        Number(to, "overhead.hashtable.expires", expiryBytes);
        Number(to, "overhead.hashtable.slot-to-keys", 0);
    }
}
