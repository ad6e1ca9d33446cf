namespace AkkaRedis.Compat.Differential.Families;

/// <summary>Transactions of the commands of other families, sound and spoiled ones, with keys watched before.</summary>
public sealed class TransactionFamily(IReadOnlyList<ICommandFamily> others) : ICommandFamily
{
    /// <summary>Commands that make or end transactions, whose replies do not stand in that of EXEC, or with a known difference.</summary>
    private static readonly string[] NotQueued =
    [
        "MULTI", "EXEC", "DISCARD", "WATCH", "UNWATCH", "RESET", "HELLO", "CLIENT", "SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE",
        "UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE", "PUBLISH", "SPUBLISH", "OBJECT", "SORT", "SORT_RO",
    ];

    public string Name => "transactions";

    public IEnumerable<Step> Next(Dice dice)
    {
        if (dice.OneIn(20))
            return [new([dice.Pick("EXEC", "DISCARD", "UNWATCH", "MULTI"), .. dice.OneIn(4) ? ["x"] : Array.Empty<string>()]),
            new("DISCARD")];
        var commands = Commands(dice);
        var steps = new List<Step>();
        if (dice.OneIn(3))
            steps.Add(new(["WATCH", .. dice.Some(3, dice.Key)]));
        if (dice.OneIn(6))
            steps.Add(Touch(dice));
        if (dice.OneIn(12))
            steps.Add(new("UNWATCH"));
        steps.Add(new("MULTI"));
        steps.AddRange(commands.Select(command => new Step(command.Request)));
        if (dice.OneIn(15))
            steps.Add(Spoiling(dice));
        steps.Add(dice.OneIn(12) ? new("DISCARD") : Step.Of(reply => Outcomes(reply, commands), "EXEC"));
        return steps;
    }

    private List<Step> Commands(Dice dice)
    {
        var commands = new List<Step>();
        for (var wanted = dice.Below(7); wanted > 0; wanted--)
        {
            var steps = others[dice.Below(others.Count)].Next(dice).ToList();
            if (steps.TrueForAll(step => step.IsSingle && !NotQueued.Contains(step.Request[0]) && !step.Request.Contains("HELP")))
                commands.AddRange(steps);
        }

        return commands;
    }

    private static Step Touch(Dice dice) => dice.Below(4) switch
    {
        0 => new("SET", dice.Key(), dice.Word()),
        1 => new("DEL", dice.Key()),
        2 => new("PEXPIREAT", dice.Key(), "1"),
        _ => new("RPUSH", dice.Key(), dice.Word()),
    };

    private static Step Spoiling(Dice dice) => dice.Below(5) switch
    {
        0 => new("NOSUCH", dice.Key()),
        1 => new("GET"),
        2 => new("MULTI"),
        3 => new("WATCH", dice.Key()),
        _ => new("OBJECT", "NOSUCH", dice.Key()),
    };

    /// <summary>What is certain about the reply of each command; of fewer replies than commands, only how many there are.</summary>
    private static string Outcomes(Reply exec, List<Step> commands) =>
        exec.Type != '*' || exec.Items.Count == 0 ? exec.Raw
        : exec.Items.Count != commands.Count ? $"*{exec.Items.Count}"
        : exec.Type + string.Concat(commands.Zip(exec.Items, static (command, reply) => command.Outcome?.Invoke(reply) ?? reply.Raw));
}
