using System.Globalization;

namespace AkkaRedis.Compat.Differential.Families;

/// <summary>
/// Sorted sets, small and large. Ranges by text are asked of keys of their own, whose scores are all equal, as Redis promises
/// nothing else. What is picked by chance is compared by number.
/// </summary>
public sealed class SortedSetFamily : ICommandFamily
{
    private static readonly string[] OddScores =
    [
        "0.1", "-0.1", "1.5", "3.1415926535897931", "1e20", "-1e20", "1e-5", "inf", "-inf", "+inf", "Infinity", "-0", "1e15", "1e16",
        "1e17", "123456789.125", "4503599627370497", "9007199254740993", "1e300", "5e-324", "1e400", "nan", "", "x", " 1", "1 ", "(1",
        "+5", ".5", "5.", "0x1f", "0X.8p1",
    ];

    public string Name => "sorted-sets";

    public IEnumerable<Step> Next(Dice dice) => dice.Below(32) switch
    {
        < 5 => [new(["ZADD", Key(dice), .. Pairs(dice, 6)])],
        5 => [new(["ZADD", Key(dice), .. Many(dice)])],
        6 or 7 => [new(["ZADD", Key(dice), .. AddOptions(dice), .. Pairs(dice, 2)])],
        8 => [new(["ZADD", TextKey(dice), .. dice.Some(dice.Pick(3, 100), () => dice.Word()).SelectMany(w => new[] { "0", w })])],
        9 => [new("ZINCRBY", Key(dice), Score(dice), Member(dice))],
        10 => [new(["ZREM", dice.OneIn(3) ? TextKey(dice) : Key(dice), .. dice.Some(8, () => Member(dice))])],
        11 => [new(dice.Pick("ZSCORE", "ZRANK", "ZREVRANK"), Key(dice), Member(dice))],
        12 => [new(["ZMSCORE", Key(dice), .. dice.Some(4, () => Member(dice))]), new("ZCARD", Key(dice))],
        13 => [new("ZCOUNT", Key(dice), Bound(dice), Bound(dice)), new("ZLEXCOUNT", TextKey(dice), Text(dice), Text(dice))],
        14 or 15 or 16 => [Range(dice)],
        17 => [new(["ZRANGE", Key(dice), Bound(dice), Bound(dice), .. Options(dice, "BYSCORE", "REV", "WITHSCORES", "LIMIT")])],
        18 => [new(["ZRANGE", TextKey(dice), Text(dice), Text(dice), .. Options(dice, "BYLEX", "REV", "LIMIT")])],
        19 => [new(["ZRANGESTORE", Key(dice), Key(dice), dice.Number(), dice.Number(), .. Options(dice, "REV")])],
        20 => [new(["ZRANGESTORE", Key(dice), Key(dice), Bound(dice), Bound(dice), "BYSCORE", .. Options(dice, "REV", "LIMIT")])],
        21 => [new(["ZPOP" + dice.Pick("MIN", "MAX"), Key(dice), .. dice.Pick<string[]>([], [dice.Number()], ["3"])])],
        22 => [Mpop(dice)],
        23 => [Pick(dice)],
        24 => [Scan(dice)],
        25 => [Removal(dice)],
        26 or 27 or 28 => [Algebra(dice)],
        29 => [new("OBJECT", "ENCODING", Key(dice)), new("TYPE", Key(dice))],
        30 => [new(dice.Pick("COPY", "RENAME"), Key(dice), Key(dice)), new("ZRANGE", Key(dice), "0", "-1", "WITHSCORES")],
        _ => [Malformed(dice)],
    };

    private static string Key(Dice dice) => dice.KeyOf("zset");

    private static string TextKey(Dice dice) => dice.OneIn(20) ? "{d}none" : "{d}text:" + dice.Below(2);

    private static string Member(Dice dice) => dice.OneIn(4) ? dice.Word() : dice.Small(120);

    private static string Score(Dice dice) => dice.Below(8) switch
    {
        0 => dice.Pick<string>(OddScores),
        1 => dice.Number(),
        2 => (dice.Below(4000) / 8.0 - 100).ToString(CultureInfo.InvariantCulture),
        3 => (dice.Below(1000) / 10.0).ToString(CultureInfo.InvariantCulture),
        _ => dice.Small(30),
    };

    private static string SoundScore(Dice dice) => dice.OneIn(6) ? dice.Pick("1.5", "inf", "-inf", "0.1", "1e20") : dice.Small(50);

    private static string[] Pair(Dice dice) => [dice.OneIn(6) ? Score(dice) : SoundScore(dice), Member(dice)];

    private static IEnumerable<string> Pairs(Dice dice, int most) =>
        Enumerable.Range(0, dice.Between(1, most)).SelectMany(_ => Pair(dice));

    private static IEnumerable<string> Many(Dice dice)
    {
        var step = dice.Pick(1, 3, 7);
        var first = dice.Below(400);
        return Enumerable.Range(0, dice.Pick(20, 140, 500)).SelectMany(i => new[]
        {
            (i * step % 61).ToString(CultureInfo.InvariantCulture), (first + i).ToString(CultureInfo.InvariantCulture),
        });
    }

    private static string[] AddOptions(Dice dice) =>
        dice.Some(2, () => dice.AnyCase(dice.Pick("NX", "XX", "GT", "LT", "CH", "INCR", "XX", "GT", "CH")));

    private static string Bound(Dice dice) => dice.Below(6) switch
    {
        0 => dice.Pick("-inf", "+inf", "(inf", "(-inf", "(", "(x", "((1", "( 1", " 2", "1e400", "(0.1"),
        1 => "(" + dice.Small(50),
        2 => Score(dice),
        _ => dice.Small(60),
    };

    private static string Text(Dice dice) => dice.Below(6) switch
    {
        0 => dice.Pick("-", "+", "+x", "", "a", "[", "(", "-inf"),
        1 => "-",
        2 => "+",
        _ => dice.Pick("[", "(") + dice.Word(),
    };

    private static string[] Options(Dice dice, params string[] options) =>
        [.. options.SelectMany(option => dice.OneIn(2) ? [] : option == "LIMIT" ? Limit(dice) : [dice.AnyCase(option)])];

    private static string[] Limit(Dice dice) =>
        [dice.AnyCase("LIMIT"), dice.Pick("0", "1", "5", "-1", dice.Number()), dice.Pick("-1", "3", "10", dice.Number())];

    private static Step Range(Dice dice) => dice.Below(6) switch
    {
        0 => new(["ZREVRANGE", Key(dice), dice.Number(), dice.Number(), .. Options(dice, "WITHSCORES")]),
        1 => new(["ZRANGEBYSCORE", Key(dice), Bound(dice), Bound(dice), .. Options(dice, "WITHSCORES", "LIMIT")]),
        2 => new(["ZREVRANGEBYSCORE", Key(dice), Bound(dice), Bound(dice), .. Options(dice, "LIMIT", "WITHSCORES")]),
        3 => new(["ZRANGEBYLEX", TextKey(dice), Text(dice), Text(dice), .. Options(dice, "LIMIT")]),
        4 => new(["ZREVRANGEBYLEX", TextKey(dice), Text(dice), Text(dice), .. Options(dice, "LIMIT")]),
        _ => new(["ZRANGE", Key(dice), dice.Number(), dice.Pick("-1", "5", dice.Number()), .. Options(dice, "WITHSCORES", "REV")]),
    };

    private static Step Mpop(Dice dice)
    {
        var keys = dice.Some(3, () => Key(dice));
        string[] count = dice.Below(3) == 0 ? [] : [dice.AnyCase("COUNT"), dice.OneIn(4) ? dice.Number() : "2"];
        return new(["ZMPOP", Numkeys(dice, keys.Length), .. keys, dice.Pick("MIN", "max", "MAX", "MIN", "x"), .. count]);
    }

    private static string Numkeys(Dice dice, int keys) => dice.OneIn(15) ? dice.Number() : keys.ToString(CultureInfo.InvariantCulture);

    private static Step Pick(Dice dice)
    {
        string[] count = dice.Below(4) switch
        {
            0 => [],
            1 => [dice.Pick("0", "2", "-5", "1000", "x", "1.5")],
            2 => [dice.Pick("0", "1", "-2", "100"), dice.AnyCase("WITHSCORES")],
            _ => ["-3", dice.Pick("WITHSCORES", "WITHVALUES", "")],
        };
        return Step.Of(
            static reply => reply.Items.Count > 0 ? $"{reply.Type}{reply.Items.Count} {reply.Items[0].Type}"
                : reply.IsError ? reply.Raw : "one",
            ["ZRANDMEMBER", Key(dice), .. count]);
    }

    private static Step Scan(Dice dice)
    {
        string[] options = dice.Below(4) switch
        {
            0 => ["MATCH", dice.Pick("*", "1*", "w?", "[a-c]*", "")],
            1 => ["COUNT", dice.Pick("1", "10", "1000")],
            2 => [dice.Pick("MATCH", "COUNT", "TYPE", "x"), .. dice.OneIn(2) ? [] : new[] { dice.Word() }],
            _ => [],
        };
        return Step.Walk(cursorArg: 2, stride: 2, ["ZSCAN", Key(dice), dice.OneIn(8) ? dice.Pick("a", "-", "") : "0", .. options]);
    }

    private static Step Removal(Dice dice) => dice.Below(3) switch
    {
        0 => new("ZREMRANGEBYRANK", Key(dice), dice.Number(), dice.Pick("2", "-2", dice.Number())),
        1 => new("ZREMRANGEBYSCORE", Key(dice), Bound(dice), Bound(dice)),
        _ => new("ZREMRANGEBYLEX", TextKey(dice), Text(dice), Text(dice)),
    };

    private static Step Algebra(Dice dice)
    {
        var keys = dice.Some(3, () => dice.OneIn(10) ? TextKey(dice) : Key(dice));
        var count = Numkeys(dice, keys.Length);
        var name = dice.Pick("ZUNION", "ZINTER", "ZDIFF");
        string[] options = dice.Below(5) switch
        {
            0 => [dice.AnyCase("WEIGHTS"), .. keys.Select(_ => SoundScore(dice))],
            1 => ["AGGREGATE", dice.Pick("SUM", "min", "MAX", "x")],
            2 => ["WEIGHTS", .. keys.Select(_ => Score(dice)), "AGGREGATE", dice.Pick("SUM", "MIN", "MAX")],
            3 => [dice.Pick("LIMIT", "WEIGHTS", "AGGREGATE", "x"), dice.Number()],
            _ => [],
        };
        if (name == "ZDIFF" && !dice.OneIn(5))
            options = [];
        return dice.Below(5) switch
        {
            0 or 1 => new([name + "STORE", Key(dice), count, .. keys, .. options]),
            2 => new(["ZINTERCARD", count, .. keys, .. dice.OneIn(2) ? [] : new[] { "LIMIT", dice.Number() }]),
            _ => new([name, count, .. keys, .. options, .. Options(dice, "WITHSCORES")]),
        };
    }

    private static Step Malformed(Dice dice)
    {
        var name = dice.Pick("ZADD", "ZRANGE", "ZUNION", "ZUNIONSTORE", "ZPOPMIN", "ZMPOP", "ZRANGESTORE", "ZINTERCARD", "ZRANGEBYSCORE");
        string[] words = ["LIMIT", "WITHSCORES", "REV", "BYSCORE", "BYLEX", "INCR", "NX", "1", "2", "0", "-1", "COUNT", "MIN", "x"];
        return new([name, Key(dice), .. dice.Some(5, () => dice.Pick<string>(words))]);
    }
}
