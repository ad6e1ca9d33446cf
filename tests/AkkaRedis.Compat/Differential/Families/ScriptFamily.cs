namespace AkkaRedis.Compat.Differential.Families;

/// <summary>Commands of the other families, called by scripts and functions, which arguments, replies and errors pass through.</summary>
public sealed class ScriptFamily(IReadOnlyList<ICommandFamily> families) : ICommandFamily
{
    private const string Library = """
        #!lua name=calls
        redis.register_function('call', function(keys, args) return redis.call(unpack(args)) end)
        redis.register_function{function_name='read', callback=function(keys, args) return redis.pcall(unpack(args)) end,
            flags={'no-writes'}}
        """;

    /// <summary>
    /// All give arrays as they are, because what is looked at in some replies depends on that; the last makes text of an integer,
    /// which is none for replies that may be near each other.
    /// </summary>
    private static readonly string[] Scripts =
    [
        "return redis.call(unpack(ARGV))",
        "return redis.pcall(unpack(ARGV))",
        "#!lua flags=no-writes\nreturn redis.call(unpack(ARGV))",
        "local ok, r = pcall(redis.call, unpack(ARGV))\nreturn type(r) == 'number' and r .. '' or r == false and 'none' or r",
    ];

    public string Name => "scripts";

    public IEnumerable<Step> Next(Dice dice)
    {
        if (dice.OneIn(50))
            yield return new("FUNCTION", "LOAD", dice.Pick("REPLACE", "replace"), Library);
        Step[] steps = [.. dice.Pick<ICommandFamily>([.. families]).Next(dice)];
        foreach (var step in steps)
        {
            var isAlone = steps.Length == 1 && !step.HasMore && step.Request.Any(Dice.IsKey);
            yield return isAlone ? step with { Request = Called(dice, step) } : step;
        }
    }

    private static string[] Called(Dice dice, Step step)
    {
        var command = step.Request;
        string[] keys = [.. command.Where(Dice.IsKey)];
        var scripts = step.IsNear is null ? Scripts : Scripts[..^1];
        string[] caller = dice.Below(8) switch
        {
            0 => ["FCALL", "call"],
            1 => [dice.Pick("FCALL", "FCALL_RO"), "read"],
            2 => ["EVAL_RO", dice.Pick<string>(scripts)],
            _ => ["EVAL", dice.Pick<string>(scripts)],
        };
        return [.. caller, $"{keys.Length}", .. keys, .. command];
    }
}
