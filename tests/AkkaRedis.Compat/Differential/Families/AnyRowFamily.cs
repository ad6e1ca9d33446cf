using System.Globalization;
using System.Text;
using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Compat.Differential.Families;

/// <summary>
/// Any command on keys, with any words at its arguments: keys where the row says that keys are, elsewhere numbers, values and
/// the words of options. Most of it is nonsense, which the families made for a group do not think of.
/// </summary>
public sealed class AnyRowFamily : ICommandFamily
{
    private static readonly string[] Groups =
        ["string", "list", "hash", "set", "sorted-set", "bitmap", "hyperloglog", "geo", "generic"];

    /// <summary>
    /// Rows whose replies or effects are chance or follow the clock, or that any number makes huge; other families ask them.
    /// </summary>
    private static readonly string[] LeftOut =
    [
        "spop", "srandmember", "hrandfield", "zrandmember", "randomkey", "scan", "sscan", "hscan", "zscan", "ttl", "pttl", "expiretime",
        "pexpiretime", "dump", "object", "keys", "wait", "migrate", "sort", "sort_ro",
        "setbit", "bitfield", "setrange", "pfselftest",
    ];

    private static readonly string[] InAnyOrder = ["smembers", "sinter", "sunion", "sdiff", "hkeys", "hvals"];

    /// <summary>Rows that take a time, at which small numbers would come due during a run.</summary>
    private static readonly string[] WithTimes =
        ["set", "setex", "psetex", "getex", "expire", "pexpire", "expireat", "pexpireat", "restore"];

    private static readonly string[] Options =
    [
        "NX", "XX", "GT", "LT", "CH", "INCR", "GET", "EX", "PX", "EXAT", "PXAT", "KEEPTTL", "PERSIST", "LIMIT", "COUNT", "WITHSCORES",
        "WITHVALUES", "BYSCORE", "BYLEX", "REV", "MIN", "MAX", "LEFT", "RIGHT", "BEFORE", "AFTER", "WEIGHTS", "AGGREGATE", "SUM", "STORE",
        "STOREDIST", "ASC", "DESC", "WITHDIST", "WITHCOORD", "WITHHASH", "FROMMEMBER", "FROMLONLAT", "BYRADIUS", "BYBOX", "km", "m", "ANY",
        "RANK", "MAXLEN", "AND", "OR", "XOR", "NOT", "BIT", "BYTE", "OVERFLOW", "WRAP", "SAT", "FAIL", "u8", "i5", "SET", "INCRBY", "#1",
        "LEN", "IDX",
        "MINMATCHLEN", "WITHMATCHLEN", "REPLACE", "ABSTTL", "DB", "-", "+", "[a", "(b", "(1", "-inf", "inf", "ALPHA", "BY", "*",
    ];

    private static readonly string[] Times = ["-1", "0", "x", "", "1000000", "5000000000", "99999999999999", "9223372036854775807"];

    private readonly CommandRow[] _rows =
    [
        .. NodeCommandTable.Build().Rows.Where(row => Groups.Contains(row.Group) && !LeftOut.Contains(row.Name)
            && row.Subcommands.Count == 0 && (row.Flags & CommandFlags.Blocking) == 0),
    ];

    public string Name => "any row";

    public IEnumerable<Step> Next(Dice dice)
    {
        var row = _rows[dice.Below(_rows.Length)];
        var least = Math.Abs(row.Arity);
        var count = dice.OneIn(12) ? dice.Between(1, least) : row.Arity > 0 ? least : least + dice.Pick(0, 0, 1, 1, 2, 3, 4, 5);
        var request = new string[count];
        request[0] = dice.OneIn(4) ? row.Name : row.Name.ToUpperInvariant();
        for (var i = 1; i < count; i++)
            request[i] = Word(dice, row);
        PutKeys(dice, row, request);
        return [StepOf(row, request)];
    }

    private static Step StepOf(CommandRow row, string[] request) =>
        InAnyOrder.Contains(row.Name) ? Step.InAnyOrder(request)
        : row.Name == "hgetall" ? Step.InAnyOrderOfPairs(request)
        : new Step(request);

    private static string Word(Dice dice, CommandRow row)
    {
        if (WithTimes.Contains(row.Name) && dice.OneIn(2))
            return dice.Pick<string>(Times);
        return dice.Below(8) switch
        {
            0 or 1 or 2 => dice.AnyCase(dice.Pick<string>(Options)),
            3 => dice.Key(),
            4 when !WithTimes.Contains(row.Name) => dice.Word(),
            5 => "f" + dice.Small(9),
            _ => WithTimes.Contains(row.Name) ? "x" : dice.Number(),
        };
    }

    private static void PutKeys(Dice dice, CommandRow row, string[] request)
    {
        if (row.Keys.Finder is not null && row.Group != "geo")
        {
            PutCountedKeys(dice, row, request);
            return;
        }

        var places = new List<int>();
        if (!row.AcceptsArgCount(request.Length) || !row.Keys.Find(Args.Of([.. request.Select(Encoding.Latin1.GetBytes)]), places))
            return;
        foreach (var place in places)
            request[place] = dice.Key();
    }

    /// <summary>Rows of the form "count key …", with a key to store in before it or not.</summary>
    private static void PutCountedKeys(Dice dice, CommandRow row, string[] request)
    {
        var at = row.IsWrite && row.Name.EndsWith("store", StringComparison.Ordinal) ? 2 : 1;
        var count = dice.Between(1, 3);
        for (var i = 1; i < request.Length && i <= at + count; i++)
            request[i] = i == at ? count.ToString(CultureInfo.InvariantCulture) : dice.Key();
        if (request.Length > at && request.Length <= at + count && !dice.OneIn(10))
            request[at] = (request.Length - at - 1).ToString(CultureInfo.InvariantCulture);
    }
}
