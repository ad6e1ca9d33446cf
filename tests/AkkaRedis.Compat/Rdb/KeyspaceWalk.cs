using AkkaRedis.Compat.Differential;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat.Rdb;

/// <summary>All that a server holds, as lines that are equal for equal data: key, type, expiry and content.</summary>
internal static class KeyspaceWalk
{
    public static async Task<List<string>> OfAsync(RawConnection server, int databases)
    {
        var lines = new List<string>();
        for (var db = 0; db < databases; db++)
        {
            Assert.Equal("+OK\r\n", await server.CallAsync("SELECT", $"{db}"));
            var keys = Reply.Parse(await server.CallAsync("KEYS", "*")).Words.ToList();
            keys.Sort(StringComparer.Ordinal);
            foreach (var key in keys)
                lines.Add($"{db} {key} {await server.CallAsync("PEXPIRETIME", key)} {await ContentAsync(server, key)}");
        }

        Assert.Equal("+OK\r\n", await server.CallAsync("SELECT", "0"));
        return lines;
    }

    public static async Task<string> ContentAsync(RawConnection server, string key)
    {
        var type = Reply.Parse(await server.CallAsync("TYPE", key)).Text;
        var reply = await server.CallAsync(type switch
        {
            "string" => ["GET", key],
            "list" => ["LRANGE", key, "0", "-1"],
            "set" => ["SMEMBERS", key],
            "zset" => ["ZRANGE", key, "0", "-1", "WITHSCORES"],
            "hash" => ["HGETALL", key],
            _ => ["PING", "nothing"],
        });
        var words = Reply.Parse(reply).Words;
        IEnumerable<string> parts = type switch
        {
            "set" => words.Order(StringComparer.Ordinal),
            "hash" => words.Chunk(2).Select(pair => $"{pair[0]}={pair[1]}").Order(StringComparer.Ordinal),
            _ => [reply],
        };
        return $"{type} {string.Join('|', parts)}";
    }
}
