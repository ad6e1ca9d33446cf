namespace AkkaRedis.Compat.Differential.Families;

/// <summary>What a connection is told about itself and about commands, and words that are no command. The slow self test is rare.</summary>
public sealed class ConnectionFamily : ICommandFamily
{
    public string Name => "connection";

    public IEnumerable<Step> Next(Dice dice) => dice.Below(20) switch
    {
        0 => [new(["PING", .. dice.OneIn(2) ? [] : dice.Some(2, dice.Word)])],
        1 => [new("ECHO", dice.Word())],
        2 => [new("SELECT", dice.Pick("16", "-1", "x", "", "1 ", "4294967296")), new("SELECT", "0")],
        3 => [new("CLIENT", dice.AnyCase("SETNAME"), dice.Pick("", "a", "name", "a b", "x\n", "\x80")), new("CLIENT", "GETNAME")],
        4 => [Step.OfType("CLIENT", "ID"), new("CLIENT", "GETREDIR"), new("CLIENT", "TRACKINGINFO")],
        5 => [Step.OfType("CLIENT", dice.Pick("LIST", "INFO")), Step.OfType("CLIENT", "LIST", "TYPE", dice.Pick("normal", "x"))],
        6 => [new("CLIENT", "NO-EVICT", dice.Pick("on", "off", "x")), new("CLIENT", "UNBLOCK", dice.Pick("999999", "x"),
            dice.Pick("TIMEOUT", "ERROR", "x"))],
        7 => [new(["CLIENT", "KILL", .. dice.Pick<string[]>(["ID", "999999"], ["ADDR", "1.2.3.4:5"], ["1.2.3.4:5"], ["x", "y"], ["ID",
            "x"], [])])],
        8 => [new("CLIENT", dice.Pick("NOSUCH", "REPLY", "HELP", "GETNAME"), dice.Pick("x", "y"))],
        9 => [Step.OfType(["HELLO", .. dice.Pick<string[]>([], ["4"], ["x"], ["1"], ["2", "AUTH", "x"], ["2", "AUTH", "a", "b"], ["3",
            "SETNAME", "a b"])]),
            new("CLIENT", "GETNAME")],
        10 => [new(["AUTH", .. dice.Some(3, () => dice.Pick("default", "x", ""))])],
        11 => [new(["COMMAND", "GETKEYS", .. Sample(dice)])],
        12 => [Step.Of(KeysAlone, ["COMMAND", dice.AnyCase("GETKEYSANDFLAGS"), .. Sample(dice)])],
        13 => [Step.OfType(["COMMAND", .. dice.Pick<string[]>(["COUNT"], ["LIST"], ["DOCS", "get"], ["INFO", "get"])]), new("COMMAND",
            "HELP")],
        14 => [new("COMMAND", "LIST", "FILTERBY", dice.Pick("PATTERN", "MODULE", "x"), dice.Pick("getrang?", "nosuch", "")),
            new("COMMAND", "NOSUCH")],
        15 => [new([dice.Pick("NOSUCH", "", "get x", "nosuch|x", "\0"), .. dice.OneIn(2) ? [] : dice.Some(3, dice.Word)])],
        16 => [Step.InAnyOrderOfPairs(["CONFIG", "GET", .. dice.Some(2, () => dice.Pick("nosuch", "databases", "proto-max-bulk-le?",
            "timeout"))]),
            new("CONFIG", dice.Pick("HELP", "NOSUCH", "GET"))],
        17 => [new(["CONFIG", "SET", .. dice.Pick<string[]>(["timeout", "0"], ["timeout", "x"], ["nosuch", "1"], ["timeout"], ["timeout",
            "0", "timeout", "0"])]),
            new("CONFIG", "RESETSTAT")],
        18 => [Step.OfType("TIME"), Step.OfType("INFO", dice.Pick("server", "keyspace", "all", "nosuch")), Step.OfType("ROLE"),
            Step.OfType("MEMORY", dice.Pick("DOCTOR", "MALLOC-STATS", "PURGE", "STATS")), new("MEMORY", dice.Pick("HELP", "NOSUCH"))],
        19 when dice.OneIn(200) => [new("PFSELFTEST")],
        _ => [Step.OfType("CONFIG", "REWRITE"), new("RESET"), new("PING"),
            Step.OfType("HELLO", dice.Pick("2", "3"))],
    };

    /// <summary>Without the flags, which the node derives from whether the command writes.</summary>
    private static string KeysAlone(Reply reply) =>
        reply.IsError ? reply.Raw : string.Join(' ', reply.Items.Select(key => key.Items[0].Text));

    private static string[] Sample(Dice dice) => dice.Pick<string[]>(
        ["GET", "a"], ["MSET", "a", "1", "b", "2"], ["ZUNIONSTORE", "d", "2", "a", "b", "WEIGHTS", "1", "2"], ["SORT", "a", "BY", "x*",
            "STORE", "b"],
        ["SINTERCARD", "2", "a", "b", "LIMIT", "1"], ["SINTERCARD", "3", "a"], ["PING"], ["NOSUCH", "a"], ["GET"], ["LMPOP", "1", "a",
            "LEFT"],
        ["BITFIELD", "k", "GET", "u8", "0"], ["SET", "k", "v", "GET"], ["GEORADIUS", "k", "1", "1", "1", "m", "STORE", "x"], ["BLPOP",
            "a", "b", "0"],
        ["OBJECT", "ENCODING", "k"], ["COPY", "a", "b", "DB", "1"], ["RENAME", "a", "b"], ["ZMPOP", "x", "a", "MIN"], ["PFMERGE", "a", "b"],
        ["MEMORY", "USAGE", "k"], ["EXEC"], ["SORT", "a"], ["PUBLISH", "c", "m"], ["SSUBSCRIBE", "a", "b"], ["DEL", "a", "b", "c"]);
}
