using System.Globalization;
using System.Text;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Rdb;

/// <summary>Values of every type, size class and form.</summary>
internal static class RandomValues
{
    public static void Write(ShardRig rig, string key, Random random)
    {
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
