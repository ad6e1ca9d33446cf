namespace AkkaRedis.Compat.Differential.Families;

/// <summary>Bits, ranges of bits and integers of any width, in strings that stay short.</summary>
public sealed class BitFamily : ICommandFamily
{
    /// <summary>A string that a bit this far on would need is not made; further ones are refused.</summary>
    private const int LongestBits = 3000;

    public string Name => "bits";

    public IEnumerable<Step> Next(Dice dice)
    {
        var key = dice.KeyOf(Name);
        yield return dice.Below(16) switch
        {
            0 => new("SET", key, dice.Word()),
            1 or 2 => new("SETBIT", key, Offset(dice), dice.Pick("0", "1", "1", "2", "-1", "x")),
            3 => new("GETBIT", key, dice.OneIn(3) ? dice.Number() : Offset(dice)),
            4 => new(["BITCOUNT", key, .. Range(dice, dice.Below(4))]),
            5 => new(["BITPOS", key, dice.Pick("0", "1", dice.Number()), .. Range(dice, dice.Below(4))]),
            6 or 7 => new(["BITOP", dice.AnyCase(dice.Pick("AND", "OR", "XOR", "NOT")), dice.KeyOf(Name), key,
                .. dice.OneIn(2) ? [] : dice.Some(3, () => dice.KeyOf(Name))]),
            8 => new("GET", key),
            9 => dice.OneIn(4) ? new("DEL", key) : new("OBJECT", "ENCODING", key),
            10 => new(["BITFIELD_RO", key, .. Operations(dice)]),
            11 => new("STRLEN", key),
            _ => new(["BITFIELD", key, .. Operations(dice)]),
        };
    }

    private static string Offset(Dice dice) =>
        dice.OneIn(12) ? dice.Pick("-1", "x", "4294967296", "9223372036854775807", "1.5") : dice.Small(LongestBits);

    private static string[] Range(Dice dice, int words) =>
        words < 3 ? [.. Enumerable.Range(0, words).Select(_ => Place(dice))]
        : [Place(dice), Place(dice), dice.AnyCase(dice.Pick("BIT", "BYTE", "BITS"))];

    private static string Place(Dice dice) =>
        dice.OneIn(4) ? dice.Number() : (dice.OneIn(2) ? "-" : "") + (1 + dice.Below(200));

    private static IEnumerable<string> Operations(Dice dice) =>
        Enumerable.Range(0, dice.Below(5)).SelectMany(_ => Operation(dice));

    private static string[] Operation(Dice dice) => dice.Below(10) switch
    {
        0 => ["OVERFLOW", dice.AnyCase(dice.Pick("WRAP", "SAT", "FAIL", "NONE"))],
        1 or 2 => ["OVERFLOW", dice.Pick("WRAP", "SAT", "FAIL")],
        < 6 => [dice.AnyCase("GET"), Type(dice), FieldOffset(dice)],
        _ => [dice.AnyCase(dice.Pick("SET", "INCRBY")), Type(dice), FieldOffset(dice), dice.Number()],
    };

    private static string Type(Dice dice) => dice.OneIn(25)
        ? dice.Pick("u64", "i65", "u0", "x8", "i", "", "i08")
        : dice.OneIn(2) ? "i" + dice.Between(1, 64) : "u" + dice.Between(1, 63);

    private static string FieldOffset(Dice dice) =>
        dice.OneIn(25) ? dice.Pick("-1", "#-1", "#x", "#", "4294967296", "#4294967296")
        : dice.OneIn(3) ? "#" + dice.Below(40)
        : Offset(dice);
}
