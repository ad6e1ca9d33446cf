namespace AkkaRedis.Compat.Differential.Families;

/// <summary>
/// SORT of lists, and of whatever other families leave; other keys hold what patterns find. Where the real server's reply is
/// chance (elements of a set as they lie, numbers behind one that was out of range), the lists are this family's own.
/// </summary>
public sealed class SortFamily : ICommandFamily
{
    private const int Elements = 40;

    public string Name => "sort";

    public IEnumerable<Step> Next(Dice dice)
    {
        var key = dice.KeyOf(Name);
        var own = $"{{d}}{Name}:{dice.Below(4)}";
        yield return dice.Below(16) switch
        {
            < 4 => new(["RPUSH", own, .. dice.Some(8, () => Element(dice))]),
            4 => new("SET", "{d}w_" + dice.Below(Elements), dice.OneIn(15) ? dice.Pick("x", "", "1.5", "-2e2") : dice.Small(100)),
            5 => new("SET", $"{{d}}text_{dice.Below(Elements)}", $"{dice.Small(30)}:{dice.Below(Elements)}"),
            6 => new("HSET", "{d}hash_" + dice.Below(Elements), dice.Pick("f", "g"), dice.Small(100)),
            7 => dice.OneIn(3) ? new("DEL", own) : new("LRANGE", own, "0", "-1"),
            8 => new(["SORT", own, "BY", "nosort", .. Tail(dice)]),
            9 => new(["SORT", own, "ALPHA", .. Tail(dice)]),
            10 => new(["SORT", own, "BY", "{d}hash_*->" + dice.Pick("f", "g", ""), .. Tail(dice)]),
            11 => new(["SORT", own, "BY", "{d}w_*", .. Tail(dice)]),
            12 => new(["SORT", own, .. Tail(dice), "STORE", dice.KeyOf(Name)]),
            13 => new(["SORT_RO", own, .. Tail(dice)]),
            14 => new(["SORT", own, dice.Pick("LIMIT", "BY", "GET", "ASC", "RANDOM"), .. dice.Some(2, dice.Number)]),
            _ => new(["SORT", key, "ALPHA", .. Tail(dice), "STORE", dice.KeyOf(Name)]),
        };
    }

    /// <summary>No 1e400: redis-server may refuse sound numbers after it, as it looks at errno without having cleared it.</summary>
    private static string Element(Dice dice) =>
        dice.OneIn(60) ? dice.Pick("1.5", "-3e2", " 7", "x", "", "0x1F", "inf", "nan", "8 ") : dice.Small(Elements);

    private static IEnumerable<string> Tail(Dice dice)
    {
        if (dice.OneIn(3))
            yield return dice.AnyCase(dice.Pick("ASC", "DESC"));
        if (dice.OneIn(3))
        {
            yield return dice.AnyCase("LIMIT");
            yield return dice.OneIn(5) ? dice.Number() : dice.Small(8);
            yield return dice.OneIn(5) ? dice.Number() : dice.Small(12);
        }

        for (var gets = dice.OneIn(3) ? dice.Between(1, 3) : 0; gets > 0; gets--)
        {
            yield return dice.AnyCase("GET");
            yield return dice.Pick("#", "{d}w_*", "{d}text_*", "{d}hash_*->f", "{d}none_*", "{d}w_1", "{d}hash_*->");
        }
    }
}
