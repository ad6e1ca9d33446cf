namespace AkkaRedis.Compat.Differential.Families;

/// <summary>Commands on keys of any type, and the shortest way to a value of each type.</summary>
public sealed class KeyFamily : ICommandFamily
{
    public string Name => "keys";

    public IEnumerable<Step> Next(Dice dice)
    {
        var key = dice.Key();
        yield return dice.Below(16) switch
        {
            0 => new("SET", key, dice.Word()),
            1 => new("RPUSH", key, dice.Word()),
            2 => new("HSET", key, dice.Word(), dice.Word()),
            3 => new("DEL", key, dice.Key()),
            4 => new("UNLINK", key),
            5 => new("RENAME", key, dice.Key()),
            6 => new("RENAMENX", key, dice.Key()),
            7 => new("COPY", key, dice.Key()),
            8 => new("COPY", key, dice.Key(), dice.AnyCase("REPLACE")),
            9 => new("TYPE", key),
            10 => new("OBJECT", "ENCODING", key),
            11 => new("EXISTS", key, dice.Key()),
            12 => new("EXPIRE", key, dice.Lifetime(1)),
            13 => Step.OfTime(Step.ApartMs / 1000, "TTL", key),
            14 => new("PERSIST", key),
            _ => new("TOUCH", key, dice.Key()),
        };
    }
}
