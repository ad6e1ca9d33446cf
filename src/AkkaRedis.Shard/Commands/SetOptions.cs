using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// The options of SET (NX, XX, GET, KEEPTTL, EX, PX, EXAT, PXAT) and of GETEX (PERSIST and the last four). At most one expiry
/// option counts; naming the same one again is allowed and the last time wins, as in Redis.
/// </summary>
internal struct SetOptions
{
    public bool IfMissing;
    public bool IfPresent;
    public bool ReturnOld;
    public ExpiryOption Expiry;

    /// <summary>Argument that holds the time, when the expiry option has one.</summary>
    public int TimeArg;

    public static bool TryParseSet(ReadContext c, out SetOptions options)
    {
        options = default;
        for (var i = 3; i < c.Args.Count; i++)
        {
            if (c.Is(i, "NX"u8) && !options.IfPresent)
                options.IfMissing = true;
            else if (c.Is(i, "XX"u8) && !options.IfMissing)
                options.IfPresent = true;
            else if (c.Is(i, "GET"u8))
                options.ReturnOld = true;
            else if (!options.TryTakeExpiry(c, ref i, ExpiryOption.Persist))
                return Refuse(c);
        }

        return true;
    }

    public static bool TryParseGetEx(ReadContext c, out SetOptions options)
    {
        options = default;
        for (var i = 2; i < c.Args.Count; i++)
        {
            if (!options.TryTakeExpiry(c, ref i, ExpiryOption.KeepTtl))
                return Refuse(c);
        }

        return true;
    }

    private bool TryTakeExpiry(ReadContext c, ref int arg, ExpiryOption notHere)
    {
        var option = ExpiryOptionAt(c, arg);
        if (option == ExpiryOption.None || option == notHere || (Expiry != ExpiryOption.None && Expiry != option))
            return false;
        Expiry = option;
        if (!option.HasTime())
            return true;
        TimeArg = ++arg;
        return arg < c.Args.Count;
    }

    private static ExpiryOption ExpiryOptionAt(ReadContext c, int arg) =>
        c.Is(arg, "EX"u8) ? ExpiryOption.Ex
        : c.Is(arg, "PX"u8) ? ExpiryOption.Px
        : c.Is(arg, "EXAT"u8) ? ExpiryOption.ExAt
        : c.Is(arg, "PXAT"u8) ? ExpiryOption.PxAt
        : c.Is(arg, "KEEPTTL"u8) ? ExpiryOption.KeepTtl
        : c.Is(arg, "PERSIST"u8) ? ExpiryOption.Persist
        : ExpiryOption.None;

    private static bool Refuse(ReadContext c)
    {
        c.Reply.Error(Errors.Syntax);
        return false;
    }
}
