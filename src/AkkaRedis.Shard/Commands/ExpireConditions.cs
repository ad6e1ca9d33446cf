using AkkaRedis.Protocol;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// The options of the EXPIRE commands: only if the key has none yet (NX), has one (XX), would live longer (GT) or shorter (LT).
/// A key without expiry counts as living for ever.
/// </summary>
internal struct ExpireConditions
{
    private bool _nx;
    private bool _xx;
    private bool _gt;
    private bool _lt;

    public static bool TryParse(ReadContext c, out ExpireConditions conditions)
    {
        conditions = default;
        for (var i = 3; i < c.Args.Count; i++)
        {
            if (!conditions.TryTake(c, i))
            {
                c.Reply.Error([.. "ERR Unsupported option "u8, .. Errors.Shown(c.Args[i])]);
                return false;
            }
        }

        return conditions.CheckCompatible(c);
    }

    public readonly bool Allow(in Entry entry, long atMs)
    {
        if (_nx && entry.HasExpiry)
            return false;
        if (_xx && !entry.HasExpiry)
            return false;
        if (_gt && (!entry.HasExpiry || atMs <= entry.ExpireAtMs))
            return false;
        return !_lt || !entry.HasExpiry || atMs < entry.ExpireAtMs;
    }

    private bool TryTake(ReadContext c, int arg)
    {
        if (c.Is(arg, "NX"u8))
            _nx = true;
        else if (c.Is(arg, "XX"u8))
            _xx = true;
        else if (c.Is(arg, "GT"u8))
            _gt = true;
        else if (c.Is(arg, "LT"u8))
            _lt = true;
        else
            return false;
        return true;
    }

    private readonly bool CheckCompatible(ReadContext c)
    {
        if (_nx && (_xx || _gt || _lt))
        {
            c.Reply.Error("ERR NX and XX, GT or LT options at the same time are not compatible"u8);
            return false;
        }

        if (_gt && _lt)
        {
            c.Reply.Error("ERR GT and LT options at the same time are not compatible"u8);
            return false;
        }

        return true;
    }
}
