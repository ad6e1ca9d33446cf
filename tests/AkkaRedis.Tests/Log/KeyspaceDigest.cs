using System.Text;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;
using AkkaRedis.Tests.Routing;

namespace AkkaRedis.Tests.Log;

/// <summary>All data of a keyspace as text: keys in order, each with kind, expiry and value, whether or not its time has passed.</summary>
internal static class KeyspaceDigest
{
    private const long BeforeAllExpiries = 0;

    public static string Of(KeyspaceStore keyspace, CommandTable commands)
    {
        var executor = new CommandExecutor(keyspace, new ShardSettings(), new Random(1), new CommandLog(0));
        var lines = new List<string>();
        for (var db = 0; db < keyspace.DatabaseCount; db++)
        {
            foreach (var entry in EntriesOf(keyspace[db]))
                lines.Add($"{db} {entry.Key} {entry.Kind} {entry.ExpireAtMs} {ValueOf(db, entry.Key, entry.Kind)}");
        }

        return string.Join('\n', lines.Order(StringComparer.Ordinal));

        string ValueOf(int db, string key, ValueKind kind) => kind switch
        {
            ValueKind.String => Run(db, "GET", key),
            ValueKind.List => Run(db, "LRANGE", key, "0", "-1"),
            ValueKind.Set => RespText.Sorted(Run(db, "SMEMBERS", key)),
            ValueKind.ZSet => Run(db, "ZRANGE", key, "0", "-1", "WITHSCORES"),
            ValueKind.Hash => Pairs(Run(db, "HGETALL", key)),
            ValueKind.Stream => StreamText(Run(db, "XINFO", "STREAM", key, "FULL", "COUNT", "0")),
            _ => throw new NotSupportedException($"digest of {kind}"),
        };

        string Run(int db, params string[] request)
        {
            var args = Args.Of(request.Select(Encoding.Latin1.GetBytes).ToArray());
            var reply = new RespWriter();
            var row = commands.Find(args[0])!;
            if (row.Subcommands.Count > 0)
                row = CommandTable.FindSubcommand(row, args[1])!;
            var job = executor.Execute((ShardCommand)row, args, reply, db, BeforeAllExpiries, 1);
            while (job is not null && !executor.Step(job, args, reply, db, BeforeAllExpiries, 1, 1000))
            {
            }

            return Encoding.Latin1.GetString(reply.WrittenSpan);
        }
    }

    private static List<(string Key, ValueKind Kind, long ExpireAtMs)> EntriesOf(Database database)
    {
        var page = new List<Entry>();
        var found = new HashSet<(string, ValueKind, long)>();
        var cursor = 0UL;
        do
        {
            cursor = database.Scan(cursor, 100, page);
            foreach (var entry in page)
                found.Add((Encoding.Latin1.GetString(entry.Key), entry.Kind, entry.HasExpiry ? entry.ExpireAtMs : -1));
            page.Clear();
        }
        while (cursor != 0);
        Assert.Equal(database.Count, found.Count);
        return [.. found];
    }

    private static string Pairs(string flat) =>
        string.Concat(RespText.Elements(flat).Chunk(2).Select(pair => string.Concat(pair)).Order(StringComparer.Ordinal));

    /// <summary>All of a stream but how its entries are divided into chunks and when its consumers were seen.</summary>
    private static string StreamText(string full) =>
        System.Text.RegularExpressions.Regex.Replace(full, @"(seen-time|radix-tree-keys|radix-tree-nodes)\r\n:\d+", "$1");
}
