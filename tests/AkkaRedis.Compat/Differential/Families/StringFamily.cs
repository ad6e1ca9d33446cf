using System.Globalization;

namespace AkkaRedis.Compat.Differential.Families;

/// <summary>Strings as wholes, in parts and as numbers.</summary>
public sealed class StringFamily : ICommandFamily
{
    public string Name => "strings";

    public IEnumerable<Step> Next(Dice dice)
    {
        var key = dice.KeyOf(Name);
        yield return dice.Below(22) switch
        {
            0 or 1 => new(["SET", key, dice.Word(), .. SetOptions(dice)]),
            2 => new("GET", key),
            3 => new("GETSET", key, dice.Word()),
            4 => new("GETDEL", key),
            5 => new(["GETEX", key, .. dice.Pick<string[]>([], ["PERSIST"], ["EX", "100000"], ["PX", "0"], ["EX"], ["XX"])]),
            6 => new("APPEND", key, dice.Word()),
            7 => new("STRLEN", key),
            8 => new("SETRANGE", key, dice.OneIn(10) ? dice.Pick("-1", "x", "536870912") : dice.Small(200), dice.Word()),
            9 => new(dice.Pick("GETRANGE", "SUBSTR"), key, dice.Number(), dice.Number()),
            10 => new(["MSET", key, dice.Word(), .. dice.OneIn(3) ? dice.Some(2, dice.Key) : []]),
            11 => new("MSETNX", key, dice.Word(), dice.Key(), dice.Word()),
            12 => new(["MGET", key, .. dice.Some(3, dice.Key)]),
            13 => new("SETNX", key, dice.Word()),
            14 => new(dice.Pick("SETEX", "PSETEX"), key, dice.OneIn(2) ? "100000" : dice.Pick("0", "-1", "x"), dice.Word()),
            15 => new(dice.Pick("INCR", "DECR"), key),
            16 => new(dice.Pick("INCRBY", "DECRBY"), key, dice.Number()),
            17 => new("INCRBYFLOAT", key, dice.OneIn(2) ? dice.Number() : (dice.Below(2000) / 16.0).ToString(CultureInfo.InvariantCulture)),
            18 => new(["LCS", key, dice.KeyOf(Name), .. LcsOptions(dice)]),
            19 => new("OBJECT", "ENCODING", key),
            20 => new("DEL", key),
            _ => new("TYPE", key),
        };
    }

    private static IEnumerable<string> SetOptions(Dice dice)
    {
        if (dice.OneIn(4))
            yield return dice.AnyCase(dice.Pick("NX", "XX", "GET", "KEEPTTL", "OTHER"));
        if (dice.OneIn(8))
            yield return dice.AnyCase(dice.Pick("NX", "XX", "GET", "KEEPTTL"));
        if (!dice.OneIn(8))
            yield break;
        yield return dice.AnyCase(dice.Pick("EX", "PX"));
        yield return dice.Pick("100000", "500000", "0", "-5", "x");
    }

    private static string[] LcsOptions(Dice dice) => dice.Below(6) switch
    {
        0 => ["LEN"],
        1 => ["IDX"],
        2 => ["IDX", "WITHMATCHLEN"],
        3 => ["IDX", "MINMATCHLEN", dice.Number()],
        4 => [dice.Pick("LEN", "OTHER"), "IDX"],
        _ => [],
    };
}
