namespace AkkaRedis.Compat.Differential.Families;

/// <summary>HyperLogLogs from empty to dense, read as the strings that they are.</summary>
public sealed class HyperLogLogFamily : ICommandFamily
{
    private const int HeaderBytes = 16;
    private const int EncodingAt = 4;

    public string Name => "hyperloglog";

    public IEnumerable<Step> Next(Dice dice)
    {
        var key = dice.KeyOf(Name);
        yield return dice.Below(30) switch
        {
            < 7 => new(["PFADD", key, .. dice.Some(6, dice.Word)]),
            < 11 => new(["PFADD", key, .. dice.Some(400, () => "e" + dice.Below(1_000_000))]),
            11 => new("PFADD", key),
            12 or 13 => new("PFCOUNT", key),
            14 or 15 => new(["PFCOUNT", .. dice.Some(4, () => dice.KeyOf(Name))]),
            16 or 17 => new(["PFMERGE", key, .. dice.Some(3, () => dice.KeyOf(Name))]),
            < 22 => new("GET", key),
            22 => new("PFDEBUG", dice.AnyCase("ENCODING"), key),
            23 => new("PFDEBUG", dice.AnyCase("DECODE"), key),
            24 => dice.OneIn(10) ? new("PFDEBUG", dice.Pick("TODENSE", "GETREG", "OTHER"), key) : new("STRLEN", key),
            25 => dice.OneIn(3) ? new("DEL", key) : new("OBJECT", "ENCODING", key),
            26 => Damage(dice, key),
            27 or 28 => new("COPY", key, dice.KeyOf(Name)),
            _ => new("SET", key, dice.Word()),
        };
    }

    /// <summary>Any byte of the header but the one that says how to read the rest.</summary>
    private static Step Damage(Dice dice, string key)
    {
        var at = dice.Below(HeaderBytes);
        return new("SETRANGE", key, $"{(at == EncodingAt ? 0 : at)}", dice.Pick("H", "\0", "\x80", "\xff"));
    }
}
