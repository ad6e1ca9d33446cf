namespace AkkaRedis.Compat.Differential.Families;

/// <summary>Lifetimes on keys of all types: set, kept, lost, compared, and come to their end.</summary>
public sealed class ExpiryFamily : ICommandFamily
{
    private const int Seconds = 1;
    private const int Milliseconds = 1000;

    public string Name => "expiry";

    public IEnumerable<Step> Next(Dice dice)
    {
        var key = dice.KeyOf("ttl");
        return dice.Below(30) switch
        {
            0 or 1 => [new("SET", key, dice.Word())],
            2 => [new(dice.Pick("RPUSH", "SADD"), key, dice.Word())],
            3 => [new("HSET", key, dice.Word(), dice.Word())],
            < 8 => [new(["EXPIRE", key, dice.Lifetime(Seconds), .. Conditions(dice)])],
            8 or 9 => [new(["PEXPIRE", key, dice.Lifetime(Milliseconds), .. Conditions(dice)])],
            10 or 11 => [new(["EXPIREAT", key, dice.Moment(Seconds), .. Conditions(dice)])],
            12 or 13 => [new(["PEXPIREAT", key, dice.Moment(Milliseconds), .. Conditions(dice)])],
            14 => [Step.OfTime(Step.ApartMs / 1000, dice.Pick("TTL", "EXPIRETIME"), key)],
            15 or 16 => [Step.OfTime(Step.ApartMs, dice.Pick("PTTL", "PEXPIRETIME"), key)],
            17 => [new("PERSIST", key)],
            18 or 19 => [new(["SET", key, dice.Word(), .. SetOptions(dice)])],
            20 or 21 => [new(["GETEX", key, .. GetOptions(dice)])],
            22 => [new("SETEX", key, dice.Lifetime(Seconds), dice.Word())],
            23 => [new("PSETEX", key, dice.Lifetime(Milliseconds), dice.Word())],
            24 => [new(dice.Pick("COPY", "RENAME", "RENAMENX"), key, dice.KeyOf("ttl"))],
            25 => [new(dice.Pick("GETSET", "APPEND", "SETNX"), key, dice.Word())],
            26 => [new(dice.Pick("INCR", "GETDEL", "GET", "DEL"), key)],
            27 => [new(dice.Pick("EXISTS", "TYPE", "STRLEN"), key)],
            28 when dice.OneIn(20) => Ending(dice, key),
            28 => [new("SORT", key, "ALPHA", "STORE", dice.KeyOf("ttl"))],
            _ => [new(["PEXPIREAT", key, "1", .. dice.Some(3, () => dice.Pick("NX", "GT", "LT", "x"))])],
        };
    }

    private static IEnumerable<string> Conditions(Dice dice) => Enumerable.Range(0, dice.Pick(0, 0, 1, 1, 1, 2))
        .Select(_ => dice.AnyCase(dice.OneIn(15) ? "AT" : dice.Pick("NX", "XX", "GT", "LT")));

    private static string[] Time(Dice dice) => dice.Below(4) switch
    {
        0 => [dice.AnyCase("EX"), dice.Lifetime(Seconds)],
        1 => [dice.AnyCase("PX"), dice.Lifetime(Milliseconds)],
        2 => [dice.AnyCase("EXAT"), dice.Moment(Seconds)],
        _ => [dice.AnyCase("PXAT"), dice.Moment(Milliseconds)],
    };

    private static string[] SetOptions(Dice dice) => dice.Below(5) switch
    {
        0 => ["KEEPTTL"],
        1 => [dice.Pick("NX", "XX", "GET"), .. Time(dice)],
        2 => [.. Time(dice), dice.Pick("NX", "XX", "GET", "KEEPTTL", "PERSIST")],
        3 => [.. Time(dice), .. Time(dice)],
        _ => Time(dice),
    };

    private static string[] GetOptions(Dice dice) => dice.Below(5) switch
    {
        0 => [],
        1 => [dice.AnyCase("PERSIST")],
        2 => [.. Time(dice), dice.Pick("PERSIST", "EX", "NX")],
        _ => Time(dice),
    };

    /// <summary>A key whose time passes while both servers are asked.</summary>
    private static Step[] Ending(Dice dice, string key) =>
    [
        dice.Below(3) switch
        {
            0 => new("SET", key, "v", "PX", dice.Pick("1", "3")),
            1 => new("PSETEX", key, dice.Pick("1", "2"), "v"),
            _ => new("PEXPIRE", key, "1"),
        },
        new("PERSIST", "{d}none") { Begin = () => new UntilGone(key), HasMore = true },
        .. KeyspaceFamily.Size(),
        new("RPUSH", key, "x"),
        Step.OfTime(0, "PTTL", key),
    ];

    /// <summary>Asks until there is no such key, or none with an end in sight.</summary>
    private sealed class UntilGone(string key) : IConversation
    {
        private const int MostQuestions = 20_000;
        private const long SoonMs = 1000;

        private int _asked;

        public string Outcome { get; private set; } = "gone";

        public string[]? Next(Reply reply)
        {
            var isSoon = _asked == 0 || (reply.Type == ':' && long.TryParse(reply.Text, out var leftMs) && leftMs is >= 0 and < SoonMs);
            if (!isSoon)
                return null;
            if (++_asked > MostQuestions)
            {
                Outcome = "still there";
                return null;
            }

            return ["PTTL", key];
        }
    }
}
