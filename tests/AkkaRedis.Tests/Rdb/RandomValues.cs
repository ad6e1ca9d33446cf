using System.Globalization;
using System.Text;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Rdb;

/// <summary>Values of every type, size class and form.</summary>
internal static class RandomValues
{
    public static void Write(ShardRig rig, string key, Random random)
    {
        if (random.Next(7) == 0)
        {
            WriteStream(rig, key, random);
            return;
        }

        var count = random.Next(1, random.Next(4) switch { 0 => 2, 1 => 10, 2 => 200, _ => 1500 });
        string[] words = random.Next(6) switch
        {
            0 => ["SET", key, EncodingTests.Text(random)],
            1 => ["RPUSH", key, .. Texts(random, count)],
            2 => ["SADD", key, .. random.Next(2) == 0 ? Texts(random, count) : Numbers(random, count)],
            3 => ["HSET", key, .. Texts(random, 2 * count)],
            4 => ["ZADD", key, .. Enumerable.Range(0, count).SelectMany(_ => new[] { Score(random), EncodingTests.Text(random) })],
            _ => ["APPEND", key, .. Texts(random, 1)],
        };
        rig.Run(words.Select(Encoding.Latin1.GetBytes).ToArray());
    }

    /// <summary>A stream with a history: entries of many forms, some deleted, and groups that have read some of them.</summary>
    private static void WriteStream(ShardRig rig, string key, Random random)
    {
        for (var n = random.Next(random.Next(3) == 0 ? 300 : 12); n > 0; n--)
        {
            string[] pairs = random.Next(3) == 0 ? [.. Texts(random, 2 * random.Next(1, 6))] : ["field", random.Next(100).ToString()];
            string[] words = ["XADD", key, random.Next(9) == 0 ? "*" : $"{400 - n}-*", .. pairs];
            rig.Run(words.Select(Encoding.Latin1.GetBytes).ToArray());
        }

        for (var group = random.Next(3); group > 0; group--)
        {
            rig.Run($"XGROUP CREATE {key} g{group} {(random.Next(2) == 0 ? "0" : "$")} MKSTREAM");
            for (var reads = random.Next(4); reads > 0; reads--)
                rig.Run($"XREADGROUP GROUP g{group} c{random.Next(3)} COUNT {random.Next(1, 20)} STREAMS {key} >");
        }

        rig.Run($"XTRIM {key} MAXLEN {random.Next(200)}");
        rig.Run($"XSETID {key} {rig.NowMs + 5}-{random.Next(9)} ENTRIESADDED {1000 + random.Next(9)}");
        if (rig.Run($"EXISTS {key}")[1] == '0')
            rig.Run($"XGROUP CREATE {key} g 0 MKSTREAM");
    }

    private static IEnumerable<string> Texts(Random random, int count) =>
        Enumerable.Range(0, count).Select(_ => EncodingTests.Text(random));

    private static IEnumerable<string> Numbers(Random random, int count)
    {
        var shift = random.Next(64);
        return Enumerable.Range(0, count).Select(_ => (random.NextInt64(long.MinValue, long.MaxValue) >> shift).ToString());
    }

    private static string Score(Random random) => random.Next(6) switch
    {
        0 => "inf",
        1 => "-inf",
        2 => random.Next(-10, 10).ToString(),
        _ => (random.NextDouble() * Math.Pow(10, random.Next(-20, 20))).ToString("R", CultureInfo.InvariantCulture),
    };
}
