using System.Globalization;

namespace AkkaRedis.Compat.Differential.Families;

/// <summary>Sets of integers and of text, small and large. What is popped by chance is put back, so that both stay equal.</summary>
public sealed class SetFamily : ICommandFamily
{
    public string Name => "sets";

    public IEnumerable<Step> Next(Dice dice) => dice.Below(32) switch
    {
        < 6 => [new(["SADD", Key(dice), .. dice.Some(6, () => Member(dice))])],
        6 or 7 => [new(["SADD", Key(dice), .. ManyIntegers(dice)])],
        8 or 9 or 10 => [new(["SREM", Key(dice), .. dice.Some(8, () => Member(dice))])],
        11 => [new(["SREM", Key(dice), .. ManyIntegers(dice)])],
        12 => [new("SISMEMBER", Key(dice), Member(dice))],
        13 => [new(["SMISMEMBER", Key(dice), .. dice.Some(4, () => Member(dice))])],
        14 => [new("SCARD", Key(dice))],
        15 => [Step.InAnyOrder("SMEMBERS", Key(dice))],
        16 => [new("SMOVE", Key(dice), Key(dice), Member(dice))],
        17 => [new("OBJECT", "ENCODING", Key(dice))],
        18 or 19 => Pop(dice),
        20 => Pick(dice),
        21 => [Scan(dice)],
        22 or 23 => [Step.InAnyOrder([dice.Pick("SINTER", "SUNION", "SDIFF"), .. Keys(dice)])],
        24 or 25 => [new([dice.Pick("SINTERSTORE", "SUNIONSTORE", "SDIFFSTORE"), Key(dice), .. Keys(dice)])],
        26 => [InterCard(dice)],
        27 => [new("DEL", Key(dice))],
        28 => [new("EXPIRE", Key(dice), "1000")],
        29 => [new("PERSIST", Key(dice))],
        30 => [new(dice.Pick("COPY", "RENAME"), Key(dice), Key(dice))],
        _ => [Malformed(dice)],
    };

    private static string Key(Dice dice) => dice.KeyOf("set");

    private static string[] Keys(Dice dice) => dice.Some(4, () => Key(dice));

    /// <summary>Mostly integers for the keys to have sets of integers at all.</summary>
    private static string Member(Dice dice) => dice.OneIn(3) ? dice.Word() : dice.Small(300);

    private static IEnumerable<string> ManyIntegers(Dice dice)
    {
        var first = dice.Pick(0, 100, 40_000, -70_000, int.MaxValue);
        return Enumerable.Range(0, dice.Pick(20, 200, 600)).Select(i => (first + 3L * i).ToString(CultureInfo.InvariantCulture));
    }

    private static Step Scan(Dice dice)
    {
        string[] options = dice.Below(5) switch
        {
            0 => ["MATCH", dice.Pick("*", "1*", "w?", "[a-c]*", "")],
            1 => [dice.AnyCase("COUNT"), dice.Pick("1", "10", "1000")],
            2 => ["COUNT", dice.Number(), "MATCH", "*"],
            3 => [dice.Pick("MATCH", "COUNT", "TYPE", "x"), .. dice.OneIn(2) ? [] : new[] { dice.Word() }],
            _ => [],
        };
        return Step.Walk(cursorArg: 2, stride: 1, ["SSCAN", Key(dice), dice.OneIn(8) ? dice.Pick("a", "-", "") : "0", .. options]);
    }

    private static Step InterCard(Dice dice)
    {
        var keys = Keys(dice);
        var count = dice.OneIn(6) ? dice.Number() : keys.Length.ToString(CultureInfo.InvariantCulture);
        string[] limit = dice.Below(4) switch
        {
            0 => [dice.AnyCase("LIMIT"), dice.Number()],
            1 => ["LIMIT", dice.Small(4)],
            2 when dice.OneIn(3) => [dice.Pick("LIMIT", "limits", "COUNT")],
            _ => [],
        };
        return new(["SINTERCARD", count, .. keys, .. limit]);
    }

    private static Step Malformed(Dice dice) => dice.Below(8) switch
    {
        0 => new("SPOP", Key(dice), dice.Pick("-1", "x", "", "1.5", "-9223372036854775808", "9223372036854775808")),
        1 => new("SPOP", Key(dice), "1", "2"),
        2 => new("SRANDMEMBER", Key(dice), dice.Pick("x", "", "1.5", "-9223372036854775808", "9223372036854775808")),
        3 => new("SRANDMEMBER", Key(dice), "1", "2"),
        4 => new("SSCAN", Key(dice)),
        5 => new(dice.Pick("SADD", "SREM", "SISMEMBER", "SMISMEMBER", "SINTERCARD", "SINTERSTORE"), Key(dice)),
        6 => new(dice.Pick("SCARD", "SMEMBERS"), Key(dice), "x"),
        _ => new("SMOVE", Key(dice), Key(dice)),
    };

    private static Step[] Pop(Dice dice)
    {
        var key = Key(dice);
        string[] pop = ["SPOP", key, .. dice.OneIn(2) ? [] : new[] { dice.Pick("0", "1", "2", "20", "1000") }];
        return
        [
            new("MULTI"), new("SMEMBERS", key), new(pop), new("SMEMBERS", key),
            new("EXEC") { Begin = () => new PutBack(key), HasMore = true },
        ];
    }

    private static Step[] Pick(Dice dice)
    {
        var key = Key(dice);
        string[] pick = ["SRANDMEMBER", key, .. dice.OneIn(3) ? [] : new[] { dice.Pick("0", "1", "-1", "3", "-20", "50", "1000") }];
        var mayRepeat = pick is [_, _, ['-', ..]];
        return [new("MULTI"), new("SMEMBERS", key), new(pick), Step.Of(reply => Chosen(reply, mayRepeat), "EXEC")];
    }

    /// <summary>What is certain about members that were chosen: how many, of which set, and whether any came twice.</summary>
    public static string Chosen(Reply exec, bool mayRepeat)
    {
        if (exec.Items is not [{ IsError: false } all, { IsError: false } chosen])
            return exec.Raw;
        var members = WordsOf(chosen);
        var isSound = members.All(all.Words.Contains) && (mayRepeat || members.Distinct().Count() == members.Length);
        return $"{Step.Sorted(all)} {chosen.Type} {members.Length} {(isSound ? "" : $"wrong members: {exec.Raw}")}";
    }

    /// <summary>The members of a reply that is one member, several, or null.</summary>
    private static string[] WordsOf(Reply reply) =>
        reply.Raw is "$-1\r\n" or "_\r\n" ? [] : reply.Type == '$' ? [reply.Text] : [.. reply.Words];

    /// <summary>Sees to it that what was popped is what is missing, and adds it again.</summary>
    private sealed class PutBack(string key) : IConversation
    {
        private bool _isPutBack;

        public string Outcome { get; private set; } = "";

        public string[]? Next(Reply reply)
        {
            if (_isPutBack)
            {
                Outcome += reply.Raw;
                return null;
            }

            Outcome = reply.Raw;
            if (reply.Items is not [{ IsError: false } before, { IsError: false } popped, { IsError: false } after])
                return null;
            var members = WordsOf(popped);
            var together = after.Words.Concat(members).Order(StringComparer.Ordinal);
            var isSound = before.Words.Order(StringComparer.Ordinal).SequenceEqual(together);
            Outcome = $"{Step.Sorted(before)} {popped.Type} {members.Length} {(isSound ? "" : $"wrong members: {reply.Raw}")}";
            _isPutBack = true;
            return members.Length == 0 ? null : ["SADD", key, .. members];
        }
    }
}
