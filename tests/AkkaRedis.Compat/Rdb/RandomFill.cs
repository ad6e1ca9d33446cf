using System.Globalization;

namespace AkkaRedis.Compat.Rdb;

/// <summary>Requests that make values of every type, size class and form.</summary>
internal sealed class RandomFill(Random random)
{
    /// <summary>Settings of redis-server under which it writes values in other forms.</summary>
    public static readonly string[][] Forms =
    [
        ["hash-max-listpack-entries", "512", "zset-max-listpack-entries", "128", "list-compress-depth", "0", "rdbcompression", "yes"],
        ["hash-max-listpack-entries", "0", "zset-max-listpack-entries", "0", "list-compress-depth", "1", "rdbcompression", "yes"],
        ["set-max-intset-entries", "0", "list-max-listpack-size", "3", "rdbcompression", "no"],
        ["set-max-intset-entries", "100000", "list-max-listpack-size", "-5", "list-compress-depth", "2"],
    ];

    public string[] Value(string key)
    {
        var count = random.Next(1, random.Next(4) switch { 0 => 2, 1 => 10, 2 => 300, _ => 3000 });
        return random.Next(6) switch
        {
            0 => ["SET", key, Text()],
            1 => ["RPUSH", key, .. Texts(count)],
            2 => ["SADD", key, .. Texts(count)],
            3 => ["SADD", key, .. Numbers(count)],
            4 => ["HSET", key, .. Texts(2 * count)],
            _ => ["ZADD", key, .. Enumerable.Range(0, count).SelectMany(_ => new[] { Score(), Text() })],
        };
    }

    private IEnumerable<string> Texts(int count) => Enumerable.Range(0, count).Select(_ => Text());

    private IEnumerable<string> Numbers(int count)
    {
        var shift = random.Next(64);
        return Enumerable.Range(0, count).Select(_ => $"{random.NextInt64(long.MinValue, long.MaxValue) >> shift}");
    }

    private string Text() => random.Next(9) switch
    {
        0 => "",
        1 => $"{random.Next(-200, 200)}",
        2 => $"{random.Next(-5000, 5000)}",
        3 => $"{random.NextInt64() >> random.Next(64)}",
        4 => $"{-random.NextInt64() >> random.Next(64)}",
        5 => new string('x', random.Next(100)) + $"y{random.Next(50)}",
        6 => random.Next(40) == 0 ? string.Concat(Enumerable.Repeat($"long{random.Next(9)}", random.Next(20_000))) : "z",
        7 => string.Concat(Enumerable.Range(0, random.Next(40)).Select(_ => (char)random.Next(256))),
        _ => $"text{random.Next(1000)}",
    };

    private string Score() => random.Next(6) switch
    {
        0 => "inf",
        1 => "-inf",
        2 => $"{random.Next(-10, 10)}",
        _ => (random.NextDouble() * Math.Pow(10, random.Next(-20, 20))).ToString("R", CultureInfo.InvariantCulture),
    };
}
