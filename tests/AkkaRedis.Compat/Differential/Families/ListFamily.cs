using System.Globalization;

namespace AkkaRedis.Compat.Differential.Families;

/// <summary>Lists of one node and of many, and the commands that would wait, with so short a wait that it ends soon.</summary>
public sealed class ListFamily : ICommandFamily
{
    public string Name => "lists";

    public IEnumerable<Step> Next(Dice dice) => dice.Below(34) switch
    {
        < 5 => [new([dice.Pick("LPUSH", "RPUSH"), Key(dice), .. dice.Some(6, () => Element(dice))])],
        5 => [new([dice.Pick("LPUSH", "RPUSH"), Key(dice), .. Many(dice)])],
        6 => [new([dice.Pick("LPUSHX", "RPUSHX"), Key(dice), .. dice.Some(3, () => Element(dice))])],
        7 or 8 => [new([dice.Pick("LPOP", "RPOP"), Key(dice), .. Count(dice)])],
        9 => [new("LLEN", Key(dice))],
        10 or 11 => [new("LINDEX", Key(dice), Place(dice))],
        12 => [new("LSET", Key(dice), Place(dice), Element(dice))],
        13 or 14 => [new("LREM", Key(dice), Place(dice), Element(dice))],
        15 or 16 => [new("LTRIM", Key(dice), Place(dice), dice.OneIn(2) ? "-1" : Place(dice))],
        17 or 18 or 19 => [new("LRANGE", Key(dice), Place(dice), dice.OneIn(2) ? "-1" : Place(dice))],
        20 or 21 => [new("LINSERT", Key(dice), dice.AnyCase(dice.Pick("BEFORE", "AFTER", "BEFORE", "AFTER", "AT")), Element(dice),
            Element(dice))],
        22 or 23 => [new(["LPOS", Key(dice), Element(dice), .. PositionOptions(dice)])],
        24 => [new("LMOVE", Key(dice), Key(dice), End(dice), End(dice))],
        25 => [new("RPOPLPUSH", Key(dice), Key(dice))],
        26 => [new(["LMPOP", .. Pops(dice)])],
        27 => [new([dice.Pick("BLPOP", "BRPOP"), .. dice.Some(3, () => Key(dice)), Timeout(dice)])],
        28 => [new("BLMOVE", Key(dice), Key(dice), End(dice), End(dice), Timeout(dice))],
        29 => [new("BRPOPLPUSH", Key(dice), Key(dice), Timeout(dice))],
        30 => [new(["BLMPOP", Timeout(dice), .. Pops(dice)])],
        31 => [new("OBJECT", "ENCODING", Key(dice)), new(dice.Pick("DEL", "TYPE"), Key(dice))],
        32 => [new(dice.Pick("COPY", "RENAME"), Key(dice), Key(dice))],
        _ => [Malformed(dice)],
    };

    private static string Key(Dice dice) => dice.KeyOf("list");

    private static string Element(Dice dice) => dice.OneIn(4) ? dice.Word() : dice.Small(12);

    private static string[] Many(Dice dice)
    {
        var word = dice.Word();
        return [.. Enumerable.Range(0, dice.Pick(20, 130,
            300)).Select(i => dice.OneIn(9) ? word : i.ToString(CultureInfo.InvariantCulture))];
    }

    private static string Place(Dice dice) =>
        dice.OneIn(6) ? dice.Number() : (dice.OneIn(3) ? "-" : "") + dice.Below(dice.Pick(4, 20, 300));

    private static string[] Count(Dice dice) =>
        dice.OneIn(2) ? [] : dice.OneIn(8) ? [dice.Number(), "1"] : [dice.OneIn(3) ? dice.Number() : dice.Pick("0", "1", "2", "5")];

    private static string End(Dice dice) => dice.AnyCase(dice.OneIn(20) ? "MIDDLE" : dice.Pick("LEFT", "RIGHT"));

    /// <summary>Never so long that a run would stand still.</summary>
    private static string Timeout(Dice dice) =>
        dice.OneIn(4) ? dice.Pick("-1", "x", "", "nan", "-0.5", "1e300", "0x", "1 ") : dice.Pick("0.001", "0.002", "1e-3");

    private static string[] Pops(Dice dice)
    {
        var keys = dice.Some(3, () => Key(dice));
        string[] count = dice.Below(4) switch
        {
            0 => [dice.AnyCase("COUNT"), dice.OneIn(3) ? dice.Number() : "3"],
            1 => dice.OneIn(4) ? [dice.Pick("COUNT", "LIMIT", "")] : [],
            _ => [],
        };
        return [dice.OneIn(15) ? dice.Number() : $"{keys.Length}", .. keys, End(dice), .. count];
    }

    private static IEnumerable<string> PositionOptions(Dice dice)
    {
        for (var options = dice.Below(3); options > 0; options--)
        {
            yield return dice.AnyCase(dice.OneIn(15) ? "SKIP" : dice.Pick("RANK", "COUNT", "MAXLEN"));
            yield return dice.OneIn(4) ? dice.Number() : dice.Pick("0", "1", "2", "-1", "-2", "10");
        }
    }

    private static Step Malformed(Dice dice) => dice.Below(5) switch
    {
        0 => new(dice.Pick("LPUSH", "RPUSHX", "LINDEX", "LPOS", "LREM", "LMPOP", "BLPOP", "BLMPOP"), Key(dice)),
        1 => new("LPOP", Key(dice), dice.Pick("-1", "x", "", "1.5", "9223372036854775808", "4294967297")),
        2 => new("LPOS", Key(dice), "1", dice.Pick("RANK", "COUNT", "x")),
        3 => new("LPOS", Key(dice), "1", "RANK", dice.Pick("0", "-9223372036854775808", "9223372036854775807")),
        _ => new("LMPOP", dice.Pick("0", "-1", "x", "2", "9223372036854775807"), Key(dice), dice.Pick("LEFT", "COUNT", "2"), "COUNT", "1"),
    };
}
