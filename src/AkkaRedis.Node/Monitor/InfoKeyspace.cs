using AkkaRedis.Node.Hosting;

namespace AkkaRedis.Node.Monitor;

/// <summary>INFO about the data as one big Redis: replication, cluster, keyspace.</summary>
internal static class InfoKeyspace
{
    private const string NoReplicationId = "0000000000000000000000000000000000000000";

    public static void WriteReplication(InfoText to, NodeServices node)
    {
        to.Field("role", "master");
        to.Field("connected_slaves", 0);
        to.Field("master_failover_state", "no-failover");
        to.Field("master_replid", node.RunId);
        to.Field("master_replid2", NoReplicationId);
        to.Field("master_repl_offset", ShardTotals.LogOffset(node.Shards()));
        to.Field("second_repl_offset", -1);
        to.Zeros("repl_backlog_active", "repl_backlog_size", "repl_backlog_first_byte_offset", "repl_backlog_histlen");
    }

    public static void WriteCluster(InfoText to, NodeServices node) => to.Field("cluster_enabled", 0);

    /// <summary>Databases that hold keys, summed over shards; the average time to live counts keys that expire.</summary>
    public static void WriteKeyspace(InfoText to, NodeServices node)
    {
        var shards = node.Shards();
        var nowMs = node.NowMs;
        for (var i = 0; i < node.Options.Databases; i++)
        {
            var db = i;
            var keys = ShardTotals.Sum(shards, s => s.KeysIn(db));
            if (keys == 0)
                continue;
            var expires = ShardTotals.Sum(shards, s => s.ExpiresIn(db));
            var ttlMs = ShardTotals.Sum(shards, s => s.AverageTtlMsIn(db, nowMs) * s.ExpiresIn(db));
            to.Field($"db{db}", $"keys={keys},expires={expires},avg_ttl={(expires == 0 ? 0 : ttlMs / expires)}");
        }
    }
}
