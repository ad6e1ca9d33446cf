namespace AkkaRedis.Compat.Differential.Families;

/// <summary>
/// Streams: entries, ranges, trimming, groups, consumers and pending entries. Ids are small numbers, so that they meet; what
/// depends on the clock or on the size of chunks in bytes is left out of the comparison.
/// </summary>
public sealed class StreamFamily : ICommandFamily
{
    public string Name => "stream";

    public IEnumerable<Step> Next(Dice dice)
    {
        yield return dice.Below(20) switch
        {
            < 5 => Add(dice),
            5 => new Step(["XDEL", Key(dice), .. dice.Some(3, () => Id(dice))]),
            6 => new Step([dice.AnyCase("XTRIM"), Key(dice), .. Trim(dice), .. dice.OneIn(12) ? ["extra"] : Array.Empty<string>()]),
            7 => Range(dice),
            8 => new Step("XLEN", Key(dice)),
            9 => Read(dice),
            10 => SetId(dice),
            11 or 12 => Group(dice),
            13 or 14 => ReadGroup(dice),
            15 => new Step(["XACK", Key(dice), GroupName(dice), .. dice.Some(3, () => Id(dice))]),
            16 => Pending(dice),
            17 => Claim(dice),
            18 => AutoClaim(dice),
            _ => Info(dice),
        };
    }

    private static string Key(Dice dice) => dice.KeyOf("stream");

    private static string GroupName(Dice dice) => dice.Pick("g", "g", "g2", "G");

    private static string Consumer(Dice dice) => dice.Pick("Alice", "Bob", "c", "");

    private static string Id(Dice dice) => dice.Below(12) switch
    {
        0 => dice.Number(),
        1 => dice.Pick("-", "+", "$", "*", ">", "5-*", "0-0", "0-1", "18446744073709551615-18446744073709551615", "1-", "-1", "1-1-1"),
        2 => dice.Pick("01-1", "+3-2", " 4-1", "3--1", "3-+2", "18446744073709551616-1", "18446744073709551615", "x-1", "9\09"),
        < 6 => dice.Small(60),
        _ => $"{dice.Small(60)}-{dice.Small(3)}",
    };

    private static string IdNotOfTheClock(Dice dice) => Id(dice) is var id && id == "*" ? "7-*" : id;

    private static string Edge(Dice dice, string open) => dice.Below(8) switch
    {
        < 3 => open,
        3 => "(" + Id(dice),
        _ => Id(dice),
    };

    private static Step Add(Dice dice)
    {
        string[] options = [.. dice.OneIn(10) ? ["NOMKSTREAM"] : Array.Empty<string>(), .. dice.OneIn(6) ? Trim(dice) : []];
        var id = dice.Below(8) switch
        {
            0 => IdNotOfTheClock(dice),
            1 => $"{dice.Small(70)}-*",
            _ => $"{dice.Between(1, 400)}-{dice.Small(4)}",
        };
        string[] pairs = dice.OneIn(15)
            ? dice.Some(3, dice.Word)
            : [.. dice.Some(3, () => "f" + dice.Small(3)).SelectMany(field => new[] { field, Short(dice) })];
        return new Step([dice.AnyCase("XADD"), Key(dice), .. options, id, .. pairs]);
    }

    /// <summary>Short, so that chunks are full by number of entries alone.</summary>
    private static string Short(Dice dice) => dice.OneIn(30) ? dice.Word() : dice.Pick("v", "", "-12", "70000", "word" + dice.Small(9));

    private static string[] Trim(Dice dice)
    {
        var sign = dice.Pick<string[]>([], [], ["="], ["~"]);
        string[] limit = dice.OneIn(5) ? ["LIMIT", dice.Number()] : [];
        return dice.OneIn(2) ? ["MAXLEN", .. sign, dice.Number(), .. limit] : ["MINID", .. sign, Id(dice), .. limit];
    }

    private static Step Range(Dice dice)
    {
        string[] count = dice.OneIn(2) ? ["COUNT", dice.Number()] : [];
        return dice.OneIn(2)
            ? new Step(["XRANGE", Key(dice), Edge(dice, "-"), Edge(dice, "+"), .. count])
            : new Step(["XREVRANGE", Key(dice), Edge(dice, "+"), Edge(dice, "-"), .. count]);
    }

    private static string[] Streams(Dice dice, string own)
    {
        var keys = dice.Some(2, () => Key(dice));
        return ["STREAMS", .. keys, .. keys.Select(_ => dice.OneIn(2) ? own : Id(dice)), .. dice.OneIn(30) ? ["1"] : Array.Empty<string>()];
    }

    private static Step Read(Dice dice) =>
        new(["XREAD", .. dice.OneIn(2) ? ["COUNT", dice.Number()] : Array.Empty<string>(), .. Streams(dice, "0")]);

    private static Step ReadGroup(Dice dice) => new(
    [
        "XREADGROUP", "GROUP", GroupName(dice), Consumer(dice), .. dice.OneIn(2) ? ["COUNT", dice.Number()] : Array.Empty<string>(),
        .. dice.OneIn(6) ? ["NOACK"] : Array.Empty<string>(), .. Streams(dice, ">"),
    ]);

    private static Step SetId(Dice dice) => new(
    [
        "XSETID", Key(dice), dice.OneIn(2) ? $"{dice.Between(50, 80)}" : Id(dice),
        .. dice.OneIn(4) ? ["ENTRIESADDED", dice.Number()] : Array.Empty<string>(),
        .. dice.OneIn(4) ? ["MAXDELETEDID", Id(dice)] : Array.Empty<string>(),
    ]);

    private static Step Group(Dice dice)
    {
        string[] read = dice.OneIn(4) ? ["ENTRIESREAD", dice.Number()] : [];
        return dice.Below(9) switch
        {
            0 => new Step("XGROUP", "DESTROY", Key(dice), GroupName(dice)),
            1 => new Step(["XGROUP", "SETID", Key(dice), GroupName(dice), Id(dice), .. read]),
            2 => new Step("XGROUP", "CREATECONSUMER", Key(dice), GroupName(dice), Consumer(dice)),
            3 => new Step("XGROUP", "DELCONSUMER", Key(dice), GroupName(dice), Consumer(dice)),
            4 => new Step(["XGROUP", dice.Pick("CREATE", "SETID", "NONE"), Key(dice), GroupName(dice), .. dice.Some(3, () => Id(dice))]),
            _ => new Step(["XGROUP", "CREATE", Key(dice), GroupName(dice), dice.OneIn(2) ? "$" : Id(dice), "MKSTREAM", .. read]),
        };
    }

    private static Step Pending(Dice dice) => dice.OneIn(3)
        ? new Step("XPENDING", Key(dice), GroupName(dice))
        : Step.Of(WithoutIdle,
        [
            "XPENDING", Key(dice), GroupName(dice),
            .. dice.OneIn(5) ? ["IDLE", dice.Pick("0", "-1", "100000000", "x")] : Array.Empty<string>(),
            Edge(dice, "-"), Edge(dice, "+"), dice.Number(), .. dice.OneIn(2) ? [Consumer(dice)] : Array.Empty<string>(),
        ]);

    private static Step Claim(Dice dice) => new(
    [
        "XCLAIM", Key(dice), GroupName(dice), Consumer(dice), dice.Pick("0", "0", "0", "100000000", "-5", "x"),
        .. dice.Some(3, () => Id(dice)), .. ClaimOptions(dice),
    ]);

    private static string[] ClaimOptions(Dice dice) => dice.Below(8) switch
    {
        0 => ["JUSTID"],
        1 => ["FORCE"],
        2 => ["force", "justid"],
        3 => ["RETRYCOUNT", dice.Number()],
        4 => ["IDLE", dice.Number(), "FORCE"],
        5 => ["LASTID", Id(dice)],
        6 => ["TIME", dice.Number(), dice.Pick("FORCE", "NONE")],
        _ => [],
    };

    private static Step AutoClaim(Dice dice) => new(
    [
        "XAUTOCLAIM", Key(dice), GroupName(dice), Consumer(dice), dice.Pick("0", "0", "0", "100000000", "x"), Edge(dice, "0"),
        .. dice.OneIn(2) ? ["COUNT", dice.Number()] : Array.Empty<string>(), .. dice.OneIn(3) ? ["JUSTID"] : Array.Empty<string>(),
    ]);

    private static Step Info(Dice dice) => dice.Below(6) switch
    {
        5 => new Step(dice.Pick("XINFO", "XGROUP"), dice.Pick("HELP", "NOSUCH")),
        0 => Step.Of(WithoutClock, "XINFO", "CONSUMERS", Key(dice), GroupName(dice)),
        1 => new Step("XINFO", "GROUPS", Key(dice)),
        2 => new Step("OBJECT", "ENCODING", Key(dice)),
        3 => Step.Of(WithoutNodes, "XINFO", "STREAM", Key(dice)),
        _ => Step.Of(static reply => WithoutNodes(reply).Length > 0 ? WithoutClock(reply) : "", "XINFO", "STREAM", Key(dice), "FULL"),
    };

    /// <summary>The third number of each entry is how long ago it was.</summary>
    private static string WithoutIdle(Reply reply) => reply.Items.Count == 0
        ? reply.Raw
        : string.Concat(reply.Items.Select(entry => entry.Items[0].Raw + entry.Items[1].Raw + entry.Items[3].Raw));

    /// <summary>Everything but the numbers that are times, or follow from them, and the nodes of the tree.</summary>
    private static string WithoutClock(Reply reply)
    {
        if (reply.Items.Count == 0)
            return reply.Raw;
        var text = new System.Text.StringBuilder().Append(reply.Type).Append(reply.Items.Count);
        for (var i = 0; i < reply.Items.Count; i++)
        {
            var isSkipped = i > 0 && reply.Items[i - 1].Text is "idle" or "seen-time" or "radix-tree-nodes" or "radix-tree-keys";
            text.Append(isSkipped || IsTime(reply.Items[i]) ? "*" : WithoutClock(reply.Items[i]));
        }

        return text.ToString();
    }

    private static bool IsTime(Reply reply) => reply is { Type: ':', Text.Length: > 11 };

    private static string WithoutNodes(Reply reply) => WithoutClock(reply);
}
