using System.Globalization;

namespace AkkaRedis.Compat.Durability;

/// <summary>
/// Random units for a lane, the same for the same seed. Values say where they come from: first the lane and the number of the
/// unit, then bytes that differ from place to place, so that a value that is cut, mixed or old is seen.
/// </summary>
internal sealed class UnitSource(Random random, string tag)
{
    /// <summary>Life of what is soon gone.</summary>
    public const int LapseMs = 20;

    private const int LongLifeSeconds = 100_000;
    private const int MostPieceBytes = 300_000;

    private long _made;

    public Unit Next()
    {
        _made++;
        return random.Next(100) switch
        {
            < 64 => Unit.Command(Plain()),
            < 80 => Unit.Transaction(Several()),
            < 95 => Unit.Script(Several()),
            < 97 => Unit.Command("EXPIRE", AnyKey(), $"{LongLifeSeconds + random.Next(1000)}"),
            < 98 => Unit.Command("PERSIST", AnyKey()),
            < 99 => Unit.Command("SET", Key("big", 2), Text(random.Next(MostPieceBytes / 10, MostPieceBytes))),
            _ => Lapsing(),
        };
    }

    private string[][] Several() => [.. Enumerable.Range(0, random.Next(2, 6)).Select(_ => Plain())];

    private string[] Plain() => random.Next(20) switch
    {
        < 5 => ["SET", Key("string", 6), Text(Length())],
        < 9 => ["INCR", Key("counter", 3)],
        < 12 => ["RPUSH", Key("list", 2), .. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Text(Length() / 4 + 1))],
        < 14 => ["LPOP", Key("list", 2)],
        < 17 => ["HSET", Key("hash", 2), $"field-{random.Next(20)}", Text(Length() / 4 + 1)],
        < 18 => ["SADD", Key("set", 1), $"member-{random.Next(40)}"],
        < 19 => ["APPEND", Key("string", 6), Text(10)],
        _ => ["DEL", AnyKey()],
    };

    private Unit Lapsing() => random.Next(2) == 0
        ? Unit.Last("SET", Key("counter", 3), "1000", "PX", LapseMs.ToString(CultureInfo.InvariantCulture))
        : Unit.Last("PEXPIRE", AnyKey(), LapseMs.ToString(CultureInfo.InvariantCulture));

    private string AnyKey() => random.Next(6) switch
    {
        0 => Key("counter", 3),
        1 => Key("list", 2),
        2 => Key("hash", 2),
        3 => Key("set", 1),
        _ => Key("string", 6),
    };

    private string Key(string kind, int count) => $"{{{tag}}}:{kind}-{random.Next(count)}";

    /// <summary>Mostly short, now and then some KB.</summary>
    private int Length() => random.Next(50) switch
    {
        0 => random.Next(1000, 20_000),
        < 10 => random.Next(100, 1000),
        _ => random.Next(10, 100),
    };

    private string Text(int length)
    {
        var head = string.Create(CultureInfo.InvariantCulture, $"{tag}#{_made}:");
        if (length <= head.Length)
            return head;
        var bytes = new byte[length - head.Length];
        random.NextBytes(bytes);
        return head + System.Text.Encoding.Latin1.GetString(bytes);
    }
}
