namespace AkkaRedis.Compat.Differential.Families;

/// <summary>
/// Libraries of functions and known scripts: how they come, are told, called, carried in a payload, and go. redis-server
/// refuses SCRIPT DEBUG among other commands that are sent in one go.
/// </summary>
public sealed class FunctionFamily : ICommandFamily
{
    private static readonly string[] Libraries =
    [
        "#!lua name=one\nredis.register_function('f', function(keys, args) return {#keys, args} end)",
        "#!lua name=one\nredis.register_function('g', function(keys, args) return redis.call('get', keys[1]) end)",
        "#!lua name=two\nredis.register_function{function_name='h', callback=function() return 7 end, flags={'no-writes'}, "
            + "description='seven'}",
        "#!lua name=two\nredis.register_function('f', function() return redis.error_reply('MINE x') end)",
        "#!lua name=three\nredis.register_function('set', function(keys, args) return redis.call('set', keys[1], args[1]) end)",
        "#!lua name=none\nreturn 1",
        "#!lua name=a-b\nreturn 1",
        "#!lua\nreturn 1",
        "#!lua x=1\nreturn 1",
        "#!lua name=a name=b\nreturn 1",
        "#!other name=one\nreturn 1",
        "lua name=one",
        "#!lua name=one",
        "",
        "#!lua name=one\nredis.register_function('x')",
        "#!lua name=one\nredis.register_function('a b', function() end)",
        "#!lua name=one\nredis.register_function{function_name='x', callback=function() end, flags={'nosuch'}}",
        "#!lua name=one\nredis.register_function('x', function() end)\nredis.register_function('x', function() end)",
    ];

    /// <summary>Scripts with their SHA-1.</summary>
    private static readonly (string Script, string Sha)[] Scripts =
    [
        ("return 1", "e0e1f9fabfc9d4800c877a703b823ac0578ff8db"),
        ("return KEYS[1]", "4a2267357833227dd98abdedb8cf24b15a986445"),
        ("return redis.call(unpack(ARGV))", "3c44b7a40779a5c68a6e3920550ff76660a813aa"),
    ];

    public string Name => "functions";

    public IEnumerable<Step> Next(Dice dice) => dice.Below(24) switch
    {
        < 5 => [new(["FUNCTION", "LOAD", .. dice.OneIn(2) ? ["REPLACE"] : dice.OneIn(9) ? ["x"] : Array.Empty<string>(),
            dice.Pick<string>(Libraries)])],
        5 => [new("FUNCTION", "DELETE", dice.Pick("one", "two", "three", "x", ""))],
        6 => [new(["FUNCTION", "FLUSH", .. Mode(dice)])],
        7 or 8 => [Step.Of(Unordered, ["FUNCTION", "LIST", .. ListOptions(dice)])],
        9 => [Step.Of(Unordered, "FUNCTION", "STATS"), new("FUNCTION", "KILL"), new("FUNCTION", dice.Pick("HELP", "NOSUCH", "LOAD"))],
        10 or 11 => [Carry(Policy(dice))],
        12 => [new(["FUNCTION", "RESTORE", dice.Pick("", "x", "..........", "\x0a\x00........"), .. Policy(dice)])],
        13 => [new("SCRIPT", "LOAD", Script(dice).Script)],
        14 => [new(["SCRIPT", "EXISTS", .. dice.Some(3, () => Sha(dice))])],
        15 => [new(["SCRIPT", "FLUSH", .. Mode(dice)])],
        16 => [new("SCRIPT", "KILL"), .. Alone(new("SCRIPT", "DEBUG", dice.Pick("NO", "x"))), new("SCRIPT",
            dice.Pick("HELP", "NOSUCH", "LOAD"))],
        17 or 18 => [new([dice.Pick("EVALSHA", "EVALSHA_RO"), Sha(dice), .. Arguments(dice)])],
        19 => [new([dice.Pick("EVAL", "EVAL_RO"), Script(dice).Script, .. Arguments(dice)])],
        _ => [new([dice.Pick("FCALL", "FCALL_RO"), dice.Pick("f", "g", "h", "set", "x"), .. Arguments(dice)])],
    };

    /// <summary>Sent when all before was answered, and before anything else.</summary>
    private static Step[] Alone(Step step) => [new("PING") { HasMore = true }, step with { HasMore = true }];

    private static Step Carry(string[] policy) => new("FUNCTION", "DUMP") { Begin = () => new Carried(policy), HasMore = true };

    private static string[] Mode(Dice dice) => dice.Pick<string[]>([], ["SYNC"], ["async"], ["x"], ["SYNC", "x"]);

    private static string[] Policy(Dice dice) => dice.Pick<string[]>([], ["FLUSH"], ["append"], ["REPLACE"], ["x"], ["FLUSH", "x"]);

    private static string[] ListOptions(Dice dice) => dice.Pick<string[]>(
        [], [], ["WITHCODE"], ["LIBRARYNAME", "*o*"], ["libraryname", "one", "withcode"], ["LIBRARYNAME"], ["x"],
        ["WITHCODE", "WITHCODE"], ["LIBRARYNAME", "one", "LIBRARYNAME", "two"]);

    private static (string Script, string Sha) Script(Dice dice) => Scripts[dice.Below(Scripts.Length)];

    private static string Sha(Dice dice) => dice.Below(5) switch
    {
        0 => dice.Pick("x", "", "ffffffffffffffffffffffffffffffffffffffff"),
        1 => Script(dice).Sha.ToUpperInvariant(),
        _ => Script(dice).Sha,
    };

    private static string[] Arguments(Dice dice) => dice.Below(8) switch
    {
        0 => [dice.Pick("-1", "x", "3", "9223372036854775808")],
        1 => ["0"],
        2 => ["0", "PING"],
        3 => ["2", dice.Key(), dice.Key(), "GET"],
        4 => ["1", dice.Key(), dice.Word()],
        _ => ["1", dice.Key(), .. dice.OneIn(2) ? new[] { "GET", "{d}a" } : ["SET", "{d}a", dice.Word()]],
    };

    /// <summary>Libraries and functions stand in no order.</summary>
    private static string Unordered(Reply reply) => reply.Items.Count == 0
        ? reply.Raw
        : $"{reply.Type}{reply.Text}({string.Concat(reply.Items.Select(Unordered).Order(StringComparer.Ordinal))})";

    /// <summary>Restores what a server dumped: how libraries are laid out in a payload is its own matter.</summary>
    private sealed class Carried(string[] policy) : IConversation
    {
        private bool _isRestored;

        public string Outcome { get; private set; } = "";

        public string[]? Next(Reply reply)
        {
            if (_isRestored || reply.Type != '$')
            {
                Outcome = reply.Raw.EndsWith(" already exists\r\n", StringComparison.Ordinal) ? "one exists" : reply.Raw;
                return null;
            }

            _isRestored = true;
            return ["FUNCTION", "RESTORE", reply.Text, .. policy];
        }
    }
}
