namespace AkkaRedis.Compat.Differential.Families;

/// <summary>Databases, what is in them, and keys carried from one to another or into a payload and back.</summary>
public sealed class KeyspaceFamily : ICommandFamily
{
    public string Name => "keyspace";

    public IEnumerable<Step> Next(Dice dice)
    {
        var key = dice.Key();
        return dice.Below(24) switch
        {
            0 => Size(),
            1 => [Step.InAnyOrder("KEYS", Pattern(dice))],
            2 => [Scan(dice)],
            3 => [Step.Of(static reply => reply.Raw is "$-1\r\n" or "_\r\n" ? reply.Raw : $"{reply.Type}", "RANDOMKEY")],
            4 or 5 => [new("MOVE", key, Db(dice))],
            6 or 7 => [new(["COPY", key, dice.Key(), dice.AnyCase("DB"), Db(dice), .. dice.OneIn(2) ? [] : new[] { "REPLACE" }])],
            8 or 9 => [new("SELECT", Db(dice)), new("SET", key, dice.Word()), .. Size(), new("SELECT", "0")],
            10 => [new("SWAPDB", Db(dice), Db(dice)), .. Size()],
            11 when dice.OneIn(10) => [new(["FLUSHDB", .. dice.Pick<string[]>([], ["ASYNC"], ["sync"], ["x"])]), .. Size()],
            11 when dice.OneIn(20) => [new("FLUSHALL"), new("DBSIZE")],
            12 or 13 => [Carry(key, dice.Key(), dice.OneIn(2))],
            14 => [new([dice.Pick("RESTORE", "RESTORE-ASKING"), key, dice.Pick("0", "-1", "x", "100000"),
                dice.Pick("", "x", "\x00\x01v\x0a\x00........"),
            .. RestoreOptions(dice)])],
            15 => [new("OBJECT", dice.Pick("REFCOUNT", "FREQ", "ENCODING", "NOSUCH"), "{d}none" + dice.Below(2)), new("OBJECT",
            "REFCOUNT", key)],
            16 => [Step.OfType("OBJECT", dice.AnyCase("IDLETIME"), key), new("OBJECT", "FREQ", key), new("OBJECT", "HELP")],
            17 => [Step.OfType(["MEMORY", "USAGE", key, .. dice.Pick<string[]>([], ["SAMPLES", "0"], ["SAMPLES", "-1"], ["SAMPLES", "x"],
            ["x"])])],
            18 => [new(["DEL", .. dice.Some(4, dice.Key)])],
            19 => [new(["UNLINK", .. dice.Some(4, dice.Key)])],
            20 => [new(["EXISTS", .. dice.Some(4, dice.Key)])],
            21 => [new(["TOUCH", .. dice.Some(4, dice.Key)])],
            22 => [new(dice.Pick("RENAME", "RENAMENX"), key, dice.Key()), new("TYPE", key)],
            _ => [new("RPUSH", key, dice.Word(), dice.Word())],
        };
    }

    /// <summary>Keys whose time has passed are counted until they are removed, as those are that SCAN comes across.</summary>
    internal static Step[] Size() => [Step.Walk(cursorArg: 1, stride: 1, "SCAN", "0", "COUNT", "1000"), new("DBSIZE")];

    private static string Db(Dice dice) =>
        dice.OneIn(8) ? dice.Pick("16", "-1", "x", "", "9223372036854775808", "4294967296") : dice.Pick("0", "1", "2");

    private static string Pattern(Dice dice) =>
        dice.Pick("*", "{d}[a-d]", "{d}?", "*:*", "", "{d}a", "[^a-z]*", "\\{d}*", "{d}list:[0-1]", "*[", "*\\", "{d}[b-", "{D}*");

    private static Step Scan(Dice dice)
    {
        string[] options = dice.Below(6) switch
        {
            0 => ["MATCH", Pattern(dice)],
            1 => [dice.AnyCase("COUNT"), dice.Pick("1", "10", "1000")],
            2 => ["TYPE", dice.Pick("string", "LIST", "set", "zset", "hash", "stream", "x")],
            3 => ["COUNT", dice.Number(), "MATCH", "*", "TYPE", "string"],
            4 => [dice.Pick("MATCH", "COUNT", "TYPE", "x"), .. dice.OneIn(2) ? [] : new[] { dice.Word() }],
            _ => [],
        };
        return Step.Walk(cursorArg: 1, stride: 1, ["SCAN", dice.OneIn(8) ? dice.Pick("a", "-", "") : "0", .. options]);
    }

    private static IEnumerable<string> RestoreOptions(Dice dice) => Enumerable.Range(0, dice.Below(3)).SelectMany(_ => dice.Below(6) switch
    {
        0 => new[] { "REPLACE" },
        1 => ["ABSTTL"],
        2 => ["IDLETIME", dice.Pick("1", "-1", "x")],
        3 => ["FREQ", dice.Pick("1", "-1", "256", "x")],
        4 => ["x"],
        _ => ["IDLETIME"],
    });

    private static Step Carry(string from, string to, bool replaces) =>
        new("DUMP", from) { Begin = () => new Carried(to, replaces), HasMore = true };

    /// <summary>Restores what a server dumped at another of its keys: how a value is laid out in a payload is its own matter.</summary>
    private sealed class Carried(string to, bool replaces) : IConversation
    {
        private bool _isRestored;

        public string Outcome { get; private set; } = "";

        public string[]? Next(Reply reply)
        {
            if (_isRestored || reply.Type != '$' || reply.Raw == "$-1\r\n")
            {
                Outcome += reply.Raw;
                return null;
            }

            _isRestored = true;
            return ["RESTORE", to, "0", reply.Text, .. replaces ? new[] { "REPLACE" } : []];
        }
    }
}
