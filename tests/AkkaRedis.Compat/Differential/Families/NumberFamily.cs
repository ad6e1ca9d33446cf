using System.Globalization;

namespace AkkaRedis.Compat.Differential.Families;

/// <summary>
/// Numbers as text: what sums of decimals, scores and distances look like. Numbers are of any bits, of few and of many digits,
/// near the edges of integers, and near the middle between two doubles.
/// </summary>
public sealed class NumberFamily : ICommandFamily
{
    private const string Text = "{d}number", Hash = "{d}numbers", Scores = "{d}scores", Places = "{d}places", Sorted = "{d}sorted";

    public string Name => "numbers";

    public IEnumerable<Step> Next(Dice dice) => dice.Below(12) switch
    {
        0 or 1 => [new("SET", Text, Double(dice)), new("INCRBYFLOAT", Text, Double(dice)), new("GET", Text)],
        2 => [new("INCRBYFLOAT", Text, Double(dice))],
        3 or 4 => [new("HSET", Hash, "f", Double(dice)), new("HINCRBYFLOAT", Hash, "f", Double(dice)), new("HGET", Hash, "f")],
        5 => [new("ZADD", Scores, Double(dice), "a"), new("ZSCORE", Scores, "a"), new("ZRANGE", Scores, "0", "-1", "WITHSCORES")],
        6 => [new("ZADD", Scores, Double(dice), "b"), new("ZINCRBY", Scores, Double(dice), "b")],
        7 => [new("ZADD", Scores, "INCR", Double(dice), "c"), new("ZMSCORE", Scores, "a", "b", "c")],
        8 => [new("ZCOUNT", Scores, Double(dice), Double(dice)), new("ZRANGEBYSCORE", Scores, Double(dice), "(" + Double(dice))],
        9 => [new("GEOADD", Places, Degrees(dice, 180), Degrees(dice, 85), "a", Degrees(dice, 180), Degrees(dice, 85), "b"),
            new("GEODIST", Places, "a", "b", dice.Pick("m", "km", "ft", "mi")), new("GEOPOS", Places, "a", "b")],
        10 => [new("ZUNION", "2", Scores, Scores, "WEIGHTS", Double(dice), Double(dice), "WITHSCORES")],
        _ => [new("DEL", Sorted), new(["RPUSH", Sorted, .. dice.Some(6, () => Sortable(dice))]), new("SORT", Sorted)],
    };

    public static string Double(Dice dice) => dice.Below(10) switch
    {
        0 => dice.Number(),
        1 or 2 => Shortest(BitConverter.Int64BitsToDouble(dice.Bits())),
        3 => (dice.Bits() >> dice.Below(64)).ToString(CultureInfo.InvariantCulture),
        4 => Decimal(dice, dice.Between(1, 30), dice.Between(0, 25)),
        5 => Shortest(dice.Below(1_000_000) / (double)dice.Pick(2, 3, 7, 8, 10, 16, 100, 1000, 1024)),
        6 => Decimal(dice, dice.Between(1, 20), dice.Between(0, 20)) + dice.Pick("e", "E", "e+", "e-") + dice.Below(dice.Pick(5, 30, 330)),
        7 => (1L << dice.Between(50, 62)) + dice.Pick("", ".5", ".25", ".1", ".0001", ".999999999999"),
        8 => dice.Pick("1e17", "1e16", "123456789012345678", "0.1", "0.2", "0.3", "1e-7", "1e-17", "1e-18", "0x1.8p3", "-0", "0", "-0.0",
            "3.0"),
        _ => Decimal(dice, dice.Between(1, 6), dice.Between(0, 4)),
    };

    /// <summary>Numbers that have different values only, so that none is at the place of another.</summary>
    private static string Sortable(Dice dice) => Shortest(dice.Bits() / 1e9);

    private static string Shortest(double number) => number.ToString("R", CultureInfo.InvariantCulture);

    private static string Degrees(Dice dice, int most) =>
        (dice.OneIn(2) ? "-" : "") + dice.Below(most) + "." + Digits(dice, dice.Between(1, 18));

    private static string Decimal(Dice dice, int digits, int places) =>
        (dice.OneIn(3) ? "-" : "") + Digits(dice, digits) + (places == 0 ? "" : "." + Digits(dice, places));

    private static string Digits(Dice dice, int count) =>
        string.Create(count, dice, static (digits, dice) =>
        {
            var all = dice.OneIn(4) ? dice.Pick('0', '9', '5') : 'x';
            for (var i = 0; i < digits.Length; i++)
                digits[i] = all == 'x' ? (char)('0' + dice.Below(10)) : all;
        });
}
