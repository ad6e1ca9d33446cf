using System.Globalization;
using AkkaRedis.Compat.Differential;
using AkkaRedis.Compat.Harness;

namespace AkkaRedis.Compat.Durability;

/// <summary>Reads all that a server has, by the tags of its keys.</summary>
internal static class RecoveredKeys
{
    private const int KeysAtATime = 200;

    public static async Task<ILookup<string, (string Key, StoredValue Value)>> ReadAsync(RawConnection server)
    {
        var all = new List<(string Key, StoredValue Value)>();
        var keys = Reply.Parse(await server.CallAsync("KEYS", "*")).Words.ToList();
        foreach (var some in keys.Chunk(KeysAtATime))
        {
            foreach (var (key, value) in await ReadAsync(server, some))
            {
                if (value is not null)
                    all.Add((key, value));
            }
        }

        return all.ToLookup(found => TagOf(found.Key));
    }

    private static async Task<List<(string Key, StoredValue? Value)>> ReadAsync(RawConnection server, string[] keys)
    {
        await server.SendAsync(string.Concat(keys.Select(key => RawConnection.Resp("TYPE", key) + RawConnection.Resp("PEXPIRETIME", key))));
        var facts = new List<(string Key, string Type, long ExpiresAtMs)>();
        foreach (var key in keys)
            facts.Add((key, (await NextAsync(server)).Text, long.Parse((await NextAsync(server)).Text, CultureInfo.InvariantCulture)));
        await server.SendAsync(string.Concat(facts.Select(fact => RawConnection.Resp(Reading(fact.Type, fact.Key)))));
        var values = new List<(string, StoredValue?)>();
        foreach (var (key, type, expiresAtMs) in facts)
            values.Add((key, ValueOf(await NextAsync(server), type, expiresAtMs)));
        return values;
    }

    private static async Task<Reply> NextAsync(RawConnection server) => Reply.Parse(await server.ReadReplyAsync());

    private static string[] Reading(string type, string key) => type switch
    {
        "string" => ["GET", key],
        "list" => ["LRANGE", key, "0", "-1"],
        "hash" => ["HGETALL", key],
        "set" => ["SMEMBERS", key],
        _ => ["EXISTS", key],
    };

    /// <summary>Null when the key expired meanwhile.</summary>
    private static StoredValue? ValueOf(Reply reply, string type, long expiresAtMs) => type == "none" ? null : new StoredValue(type)
    {
        Items = type == "string" ? [reply.Text] : [.. reply.Words],
        Expires = expiresAtMs < 0 ? null : (expiresAtMs, expiresAtMs),
    };

    private static string TagOf(string key) =>
        key.StartsWith('{') && key.IndexOf('}') is var end and > 0 ? key[1..end] : "";
}
