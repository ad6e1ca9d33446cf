using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Compat.Differential.Families;

/// <summary>Users, logs of slow commands, and what a server without cluster, modules and replicas says to those who ask for them.</summary>
public sealed class AdministrationFamily : ICommandFamily
{
    private static readonly CommandTable Table = NodeCommandTable.Build();

    private static readonly CommandRow[] OfCluster = Subcommands("cluster"u8);

    private static readonly CommandRow[] OfModules = Subcommands("module"u8);

    public string Name => "administration";

    public IEnumerable<Step> Next(Dice dice) => dice.Below(12) switch
    {
        0 or 1 => [Any(dice, OfCluster)],
        2 => [Any(dice, OfModules)],
        3 or 4 or 5 => Acl(dice),
        6 => SlowLog(dice),
        7 => Latency(dice),
        8 => [new([dice.Pick("ASKING", "READONLY", "READWRITE"), .. dice.OneIn(5) ? ["x"] : Array.Empty<string>()])],
        9 => [Step.OfType(["DEBUG", .. dice.Pick<string[]>([], ["SLEEP", "0"], ["OBJECT", "{d}a"], ["NOSUCH"], ["HELP"], ["ERROR",
            "E x"])])],
        10 => Replication(dice),
        _ => [Step.OfType("LASTSAVE"), Step.OfType(["LOLWUT", .. dice.Pick<string[]>([], ["VERSION", "x"], ["VERSION", "6"], ["x"])])],
    };

    /// <summary>A subcommand with any words, mostly as many as it takes.</summary>
    private static Step Any(Dice dice, CommandRow[] rows)
    {
        var row = rows[dice.Below(rows.Length)];
        var args = Math.Abs(row.Arity) - 2 + dice.Pick(0, 0, 0, 1, -1);
        return new([.. row.Name.ToUpperInvariant().Split('|'), .. Enumerable.Range(0, Math.Max(0, args)).Select(_ => dice.Number())]);
    }

    private static Step[] Acl(Dice dice) => dice.Below(13) switch
    {
        0 => [new("ACL", "WHOAMI"), new("ACL", "USERS"), new("ACL", "LIST")],
        1 => [new("ACL", dice.AnyCase("GETUSER"), dice.Pick("default", "x", ""))],
        2 => [new(["ACL", "DELUSER", .. dice.Some(2, () => dice.Pick("default", "x", "y", ""))])],
        3 or 4 or 5 => [new(["ACL", "DRYRUN", dice.Pick("default", "default", "x"), .. Tried(dice)])],
        6 => [Step.InAnyOrder("ACL", "CAT")],
        7 => [Step.OfType("ACL", "CAT", dice.Pick("read", "STRING", "dangerous", "nosuch", ""))],
        8 => [Step.OfType(["ACL", "GENPASS", .. dice.OneIn(4) ? [] : new[] { dice.Number() }])],
        9 => [new("ACL", dice.Pick("LOAD", "SAVE"))],
        10 => [new("ACL", "LOG", "RESET"), new("ACL", "LOG"), new("ACL", "LOG", dice.Number())],
        11 => [new("ACL", "LOG", "RESET"), new("AUTH", "x", "y"), Step.Of(static reply => $"{reply.Type}{reply.Text}", "ACL", "LOG"),
            new("ACL", "LOG", "RESET")],
        _ => [new(["ACL", .. dice.Pick<string[]>(["HELP"], ["NOSUCH"], ["WHOAMI", "x"], ["LOG", "x", "y"], ["CAT", "x", "y"])])],
    };

    private static string[] Tried(Dice dice) => dice.Pick<string[]>(
        ["GET", "a"], ["get"], ["SET", "a", "b"], ["NOSUCH"], ["CONFIG", "GET", "x"], ["CONFIG"], ["CONFIG", "NOSUCH"], ["EVAL", "x", "1"],
        ["ACL", "WHOAMI"], ["SORT", "a", "BY", "x*"], ["PUBLISH", "c", "m"], ["MULTI"], [""], []);

    private static Step[] SlowLog(Dice dice) =>
    [
        new("SLOWLOG", "RESET"), Step.OfType("SLOWLOG", "LEN"),
        Step.OfType(["SLOWLOG", dice.AnyCase("GET"), .. dice.OneIn(2) ? [] : dice.Some(2, dice.Number)]),
        new("SLOWLOG", dice.Pick("NOSUCH", "HELP"), "x"),
    ];

    private static Step[] Latency(Dice dice) =>
    [
        new("LATENCY", "LATEST"), new("LATENCY", "HISTORY", dice.Word()), Step.OfType("LATENCY", "DOCTOR"),
        new(["LATENCY", "RESET", .. dice.OneIn(2) ? [] : dice.Some(2, dice.Word)]), new("LATENCY", "GRAPH", dice.Pick("command", "x", "")),
        Step.OfType(["LATENCY", "HISTOGRAM", .. dice.Some(2, () => dice.Pick("get", "nosuch", "CONFIG", "config|get", ""))]),
        new(["LATENCY", .. dice.Pick<string[]>(["HELP"], ["NOSUCH"], ["LATEST", "x"], ["GRAPH"], ["HISTORY"])]),
    ];

    private static Step[] Replication(Dice dice) => dice.Below(5) switch
    {
        0 => [new("WAIT", dice.Pick("0", "1", "-1", "x"), dice.Pick("1", "1", "-1", "x"))],
        1 => [new(["FAILOVER", .. dice.Pick<string[]>([], ["ABORT"], ["x"], ["TIMEOUT"], ["TIMEOUT", "x"], ["FORCE"], ["TO", "x"])])],
        2 => [new(dice.Pick("REPLICAOF", "SLAVEOF"), dice.AnyCase("NO"), dice.AnyCase("ONE"))],
        3 => [new(["SHUTDOWN", .. dice.Pick<string[]>(["ABORT"], ["x"], ["SAVE", "NOSAVE"], ["ABORT", "NOW"])])],
        _ => [Step.OfType("ROLE"), new(dice.Pick("REPLICAOF", "SLAVEOF"), "x")],
    };

    private static CommandRow[] Subcommands(ReadOnlySpan<byte> container) => [.. Table.Find(container)!.Subcommands];
}
