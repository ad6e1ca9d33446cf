using System.Globalization;

namespace AkkaRedis.Tests.Routing;

/// <summary>Random requests over few keys, so that they meet one another.</summary>
internal sealed class RequestGenerator(Random random)
{
    private static readonly string[] Keys = ["a", "b", "c", "d", "e", "{t}1", "{t}2", "{t}3", "", "k\r\n\0"];

    /// <summary>CLIENT REPLY in place of MULTI: inside a transaction it leaves holes in the reply of EXEC.</summary>
    public bool WithReplyModes { get; init; }

    public string[] Next() => random.Next(25) switch
    {
        0 => ["SET", Key(), Value()],
        1 => ["GET", Key()],
        2 => ["APPEND", Key(), Value()],
        3 => ["INCRBY", Key(), Number(100)],
        4 => ["MGET", .. Some()],
        5 => ["DEL", .. Some()],
        6 => ["EXISTS", .. Some()],
        7 => [Pick("TOUCH", "UNLINK"), .. Some()],
        8 => ["DBSIZE"],
        9 => ["KEYS", Pick("*", "a*", "{t}*")],
        10 => random.Next(2) == 0 ? ["SCAN", "0", "COUNT", Number(20)] : ["SCAN", "0", "MATCH", "{t}*"],
        11 => ["RANDOMKEY"],
        12 => ["MSET", Key(), Value(), Key(), Value()],
        13 => ["RENAME", Key(), Key()],
        14 => ["WATCH", .. Some().Take(2)],
        15 => random.Next(4) == 0 ? ["UNWATCH"] : ["STRLEN", Key()],
        16 => WithReplyModes ? ["TYPE", Key()] : ["MULTI"],
        17 => [Pick("EXEC", "EXEC", "EXEC", "DISCARD")],
        18 => ["SELECT", Pick("0", "1", "1", "0", "16")],
        19 => Local(),
        20 => Wrong(),
        21 => random.Next(12) == 0 ? [Pick("FLUSHDB", "FLUSHALL")] : ["GETSET", Key(), Value()],
        22 => random.Next(6) == 0 ? ["SWAPDB", "0", "1"] : ["SETRANGE", Key(), Number(20), Value()],
        23 => ["INFO", "keyspace"],
        _ => ["TYPE", Key()],
    };

    private string[] Local() => random.Next(WithReplyModes ? 6 : 4) switch
    {
        0 => ["PING"],
        1 => ["ECHO", Value()],
        2 => ["CLIENT", "SETNAME", Pick("x", "y")],
        3 => ["CLIENT", "GETNAME"],
        4 => ["CLIENT", "REPLY", Pick("SKIP", "ON")],
        _ => ["CLIENT", "REPLY", Pick("OFF", "ON", "ON")],
    };

    private string[] Wrong() => random.Next(5) switch
    {
        0 => ["NOSUCH", Pick("x", "y")],
        1 => ["GET"],
        2 => ["SET", Key()],
        3 => ["INCRBY", Key(), "x"],
        _ => ["SET", Key(), Value(), "BADOPTION"],
    };

    private string Key() => Keys[random.Next(Keys.Length)];

    private IEnumerable<string> Some() => Enumerable.Range(0, random.Next(1, 7)).Select(_ => Key()).ToArray();

    private string Value() => random.Next(3) == 0 ? Number(1000) : new string((char)random.Next('a', 'z'), random.Next(0, 40));

    private string Number(int below) => random.Next(1, below).ToString(CultureInfo.InvariantCulture);

    private string Pick(params string[] any) => any[random.Next(any.Length)];
}
