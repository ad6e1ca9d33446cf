namespace AkkaRedis.Tests.Execution;

/// <summary>Random batches of commands on few keys of two databases, most of them long for an engine that slices early.</summary>
internal static class LongWriteCommands
{
    private static readonly string[] Keys = ["a", "b", "c", "d"];

    /// <summary>One command, or the commands of a transaction.</summary>
    public static string[] NextBatch(Random random) =>
        random.Next(8) == 0 ? [Next(random), Next(random), Next(random)] : [Next(random)];

    public static IEnumerable<string> ReadAll() =>
        from db in new[] { "#0", "#1" }
        from key in Keys
        from reading in new[] { $"LRANGE {key} 0 -1", $"HGETALL {key}", $"SMEMBERS {key}", $"TYPE {key}" }
        select $"{db} {reading}";

    private static string Next(Random random) => $"#{(random.Next(6) == 0 ? 1 : 0)} {Command(random)}";

    private static string Command(Random random)
    {
        var key = Key(random);
        return random.Next(36) switch
        {
            0 or 1 or 2 or 3 => $"RPUSH {key} {Values(random)}",
            4 or 5 => $"HSET {key} {Values(random, even: true)}",
            6 or 7 => $"COPY {key} {Key(random)}{(random.Next(2) == 0 ? " REPLACE" : "")}{(random.Next(3) == 0 ? " DB 1" : "")}",
            8 => $"LPOP {key} {random.Next(1200)}",
            9 => $"RPOP {key} {random.Next(1200)}",
            10 => $"LMPOP 2 {key} {Key(random)} {(random.Next(2) == 0 ? "LEFT" : "RIGHT")} COUNT {random.Next(1, 1200)}",
            11 or 12 or 13 => $"LREM {key} {random.Next(-80, 80)} {Value(random)}",
            14 or 15 => $"LINSERT {key} {(random.Next(2) == 0 ? "BEFORE" : "AFTER")} {Value(random)} new",
            16 => $"LSET {key} {random.Next(-500, 500)} set",
            17 => $"LRANGE {key} {random.Next(3)} -1",
            18 => $"HGETALL {key}",
            19 => $"LPOS {key} {Value(random)} COUNT 0",
            20 => $"RENAME {key} {Key(random)}",
            21 => $"MOVE {key} {random.Next(2)}",
            22 => $"DEL {key}",
            23 or 24 or 25 => $"SADD {key} {Members(random)}",
            26 or 27 => $"{Operation(random)}STORE {key} {Key(random)} {Key(random)}",
            28 or 29 => $"{Operation(random)} {key} {Key(random)}",
            30 => $"SINTERCARD 2 {key} {Key(random)}",
            31 => $"SPOP {key} 10000",
            32 => $"SMOVE {key} {Key(random)} {random.Next(600)}",
            33 => $"SREM {key} {Members(random)}",
            34 => $"SMEMBERS {key}",
            _ => random.Next(20) == 0 ? "FLUSHALL" : $"LTRIM {key} {random.Next(20)} -{random.Next(1, 20)}",
        };
    }

    private static string Key(Random random) => Keys[random.Next(Keys.Length)];

    private static string Operation(Random random) => random.Next(3) switch
    {
        0 => "SINTER",
        1 => "SUNION",
        _ => "SDIFF",
    };

    private static string Members(Random random) =>
        string.Join(' ', Enumerable.Range(0, random.Next(1, 500)).Select(_ => random.Next(600)));

    private static string Value(Random random) => random.Next(3) == 0 ? $"v{random.Next(2000)}" : random.Next(8).ToString("D");

    private static string Values(Random random, bool even = false)
    {
        var count = 2 * random.Next(1, 400);
        return string.Join(' ', Enumerable.Range(0, even ? count : count - 1).Select(_ => Value(random)));
    }
}
