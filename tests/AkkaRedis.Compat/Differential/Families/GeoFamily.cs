using System.Globalization;

namespace AkkaRedis.Compat.Differential.Families;

/// <summary>Places near each other, all over the map and at its edges, and searches around them.</summary>
public sealed class GeoFamily : ICommandFamily
{
    public string Name => "geo";

    public IEnumerable<Step> Next(Dice dice) => dice.Below(14) switch
    {
        < 4 => [new(["GEOADD", Key(dice), .. AddOptions(dice), .. Enumerable.Range(0, dice.Between(1, 6)).SelectMany(_ => Place(dice))])],
        4 => [new(["GEOPOS", Key(dice), .. dice.Some(3, () => Member(dice))])],
        5 => [new(["GEOHASH", Key(dice), .. dice.Some(3, () => Member(dice))])],
        6 => [new(["GEODIST", Key(dice), Member(dice), Member(dice), .. dice.OneIn(2) ? [] : new[] { Unit(dice) }])],
        7 or 8 => [new(["GEOSEARCH", Key(dice), .. Center(dice), .. Shape(dice), .. Options(dice, true)])],
        9 => [Store(dice), new("ZRANGE", "{d}found", "0", "-1", "WITHSCORES")],
        10 => [new(["GEORADIUS" + ReadOnly(dice), Key(dice), .. Point(dice), .. Radius(dice), .. Options(dice, true)])],
        11 => [new(["GEORADIUSBYMEMBER" + ReadOnly(dice), Key(dice), Member(dice), .. Radius(dice), .. Options(dice, true)])],
        12 => [new(["GEORADIUS" + ReadOnly(dice), Key(dice), .. Point(dice), .. Radius(dice), dice.Pick("STORE", "STOREDIST"), "{d}found"]),
            new("ZRANGE", "{d}found", "0", "-1", "WITHSCORES")],
        _ => [dice.OneIn(3) ? new("ZADD", Key(dice), OddScore(dice), Member(dice)) : new("ZREM", Key(dice), Member(dice), Member(dice))],
    };

    private static Step Store(Dice dice) => new(
        ["GEOSEARCHSTORE", "{d}found", Key(dice), .. Center(dice), .. Shape(dice), .. Options(dice, dice.OneIn(6)), .. Distances(dice)]);

    /// <summary>Any score is a place, but two at the same distance would be found in an order that Redis leaves to chance.</summary>
    private static string OddScore(Dice dice) =>
        dice.Pick("-1", "") + (dice.Below(int.MaxValue) * 2_000_003L).ToString(CultureInfo.InvariantCulture);

    private static string Key(Dice dice) => dice.OneIn(30) ? dice.Key() : "{d}geo:" + dice.Below(3);

    private static string Member(Dice dice) => "p" + dice.Small(60);

    private static string Degrees(double degrees) => degrees.ToString("R", CultureInfo.InvariantCulture);

    private static string[] Point(Dice dice) => dice.Below(12) switch
    {
        0 => [dice.Pick("180", "-180", "181", "0", "x", "inf"), dice.Pick("85.05112878", "-85.05112878", "86", "0", "nan")],
        1 or 2 => [Degrees((dice.Below(360_000) - 180_000) / 1000.0), Degrees((dice.Below(170_000) - 85_000) / 1000.0)],
        3 => [Degrees(179.9 + dice.Below(100) / 1000.0), Degrees(70 + dice.Below(1500) / 100.0)],
        4 => [Degrees(-20 + dice.Below(100) / 7.0), Degrees(-40 - dice.Below(100) / 7.0)],
        _ => [Degrees(13 + dice.Below(3000) / 1013.0), Degrees(37 + dice.Below(3000) / 1013.0)],
    };

    private static string[] Place(Dice dice) => [.. Point(dice), Member(dice)];

    private static string[] AddOptions(Dice dice) => dice.OneIn(3) ? dice.Some(2, () => dice.Pick("NX", "XX", "CH", "ch", "GT")) : [];

    private static string Unit(Dice dice) => dice.OneIn(25) ? "x" : dice.Pick("m", "KM", "km", "ft", "mi");

    private static string ReadOnly(Dice dice) => dice.OneIn(2) ? "" : "_RO";

    private static string Length(Dice dice) =>
        dice.OneIn(20) ? dice.Number() : dice.Pick("0", "1", "10", "55.5", "100", "200", "500", "1000", "3000", "8000", "21000", "100000");

    private static string[] Radius(Dice dice) => [Length(dice), Unit(dice)];

    private static string[] Center(Dice dice) => dice.OneIn(2) ? ["FROMMEMBER", Member(dice)] : ["FROMLONLAT", .. Point(dice)];

    private static string[] Shape(Dice dice) =>
        dice.OneIn(30) ? [] : dice.OneIn(2) ? ["BYRADIUS", .. Radius(dice)] : ["BYBOX", Length(dice), .. Radius(dice)];

    private static string[] Options(Dice dice, bool replies)
    {
        string[] count = dice.Below(5) switch
        {
            0 => ["COUNT", dice.Pick("1", "3", "10", "0", "x")],
            1 => ["COUNT", dice.Pick("1", "3"), "ANY"],
            2 => dice.OneIn(5) ? ["ANY"] : [],
            _ => [],
        };
        string[] parts = replies && dice.OneIn(2) ? dice.Some(3, () => dice.AnyCase(dice.Pick("WITHDIST", "WITHHASH", "WITHCOORD"))) : [];
        string[] order = dice.Pick<string[]>([], ["ASC"], ["desc"]);
        return [.. parts, .. count, .. order];
    }

    private static string[] Distances(Dice dice) => dice.OneIn(3) ? ["STOREDIST"] : [];
}
