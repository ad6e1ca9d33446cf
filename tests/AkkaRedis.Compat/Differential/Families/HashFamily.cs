using System.Globalization;

namespace AkkaRedis.Compat.Differential.Families;

/// <summary>Hashes, small and large. Replies of all fields come in any order, and draws are compared by what is certain.</summary>
public sealed class HashFamily : ICommandFamily
{
    public string Name => "hashes";

    public IEnumerable<Step> Next(Dice dice) => dice.Below(32) switch
    {
        < 5 => [new(["HSET", Key(dice), .. dice.Some(4, () => Field(dice)).SelectMany(f => new[] { f, Value(dice) })])],
        5 => [new(["HSET", Key(dice), .. Many(dice)])],
        6 => [new(["HMSET", Key(dice), .. dice.Some(3, () => Field(dice)).SelectMany(f => new[] { f, Value(dice) })])],
        7 => [new("HSETNX", Key(dice), Field(dice), Value(dice))],
        8 or 9 => [new("HGET", Key(dice), Field(dice))],
        10 => [new(["HMGET", Key(dice), .. dice.Some(4, () => Field(dice))])],
        11 or 12 => [Step.InAnyOrderOfPairs("HGETALL", Key(dice))],
        13 => [Step.InAnyOrder(dice.Pick("HKEYS", "HVALS"), Key(dice))],
        14 => [new("HLEN", Key(dice))],
        15 => [new(dice.Pick("HEXISTS", "HSTRLEN"), Key(dice), Field(dice))],
        16 or 17 or 18 => [new(["HDEL", Key(dice), .. dice.Some(6, () => Field(dice))])],
        19 => [new(["HDEL", Key(dice), .. Many(dice)])],
        20 or 21 or 22 => [new("HINCRBY", Key(dice), Field(dice), dice.Number())],
        23 or 24 => [new("HINCRBYFLOAT", Key(dice), Field(dice), dice.OneIn(3) ? dice.Number() : NumberFamily.Double(dice))],
        25 => Draw(dice),
        26 => [Scan(dice)],
        27 => [new("OBJECT", "ENCODING", Key(dice)), new(dice.Pick("DEL", "TYPE"), Key(dice))],
        28 => [new(dice.Pick("COPY", "RENAME"), Key(dice), Key(dice))],
        29 => [Step.OfType(["HRANDFIELD", Key(dice), .. dice.OneIn(2) ? [] : new[] { dice.Pick("0", "5", "-7", "1000", "x"),
            dice.Pick("WITHVALUES", "x") }])],
        _ => [Malformed(dice)],
    };

    private static string Key(Dice dice) => dice.KeyOf("hash");

    private static string Field(Dice dice) => dice.OneIn(4) ? dice.Word() : "f" + dice.Small(30);

    private static string Value(Dice dice) => dice.OneIn(3) ? dice.Number() : dice.Word();

    private static IEnumerable<string> Many(Dice dice)
    {
        var first = dice.Below(30);
        return Enumerable.Range(first, dice.Pick(20, 120, 260))
            .SelectMany(i => new[] { "f" + i.ToString(CultureInfo.InvariantCulture), i.ToString(CultureInfo.InvariantCulture) });
    }

    private static Step Scan(Dice dice)
    {
        string[] options = dice.Below(4) switch
        {
            0 => ["MATCH", dice.Pick("*", "f1*", "w?", "[a-f]*", "")],
            1 => [dice.AnyCase("COUNT"), dice.Pick("1", "10", "1000")],
            2 => [dice.Pick("MATCH", "COUNT", "TYPE", "x"), .. dice.OneIn(2) ? [] : new[] { dice.Word() }],
            _ => [],
        };
        return Step.Walk(cursorArg: 2, stride: 2, ["HSCAN", Key(dice), dice.OneIn(8) ? dice.Pick("a", "-", "") : "0", .. options]);
    }

    private static Step[] Draw(Dice dice)
    {
        var key = Key(dice);
        string[] draw = ["HRANDFIELD", key, .. dice.OneIn(3) ? [] : new[] { dice.Pick("0", "1", "-1", "3", "-20", "50", "1000") }];
        var mayRepeat = draw is [_, _, ['-', ..]];
        return [new("MULTI"), new("HKEYS", key), new(draw), Step.Of(reply => SetFamily.Chosen(reply, mayRepeat), "EXEC")];
    }

    private static Step Malformed(Dice dice) => dice.Below(6) switch
    {
        0 => new(dice.Pick("HSET", "HMSET"), Key(dice), Field(dice), "1", Field(dice)),
        1 => new(dice.Pick("HSET", "HDEL", "HGET", "HMGET", "HINCRBY", "HSCAN", "HSTRLEN"), Key(dice)),
        2 => new("HINCRBYFLOAT", Key(dice), Field(dice), dice.Pick("x", "", "inf", "nan", "-inf", "1e400", " 1", "1 ", "0x10")),
        3 => Step.OfType("HRANDFIELD", Key(dice), dice.Pick("x", "", "1.5", "-9223372036854775808", "9223372036854775808",
            "9223372036854775807")),
        4 => new("HRANDFIELD", Key(dice), "-9223372036854775807", "WITHVALUES"),
        _ => new(dice.Pick("HLEN", "HKEYS", "HGETALL"), Key(dice), "x"),
    };
}
