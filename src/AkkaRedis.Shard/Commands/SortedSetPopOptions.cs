using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Commands;

/// <summary>What ZMPOP and BZMPOP are asked for: <c>numkeys key … MIN|MAX [COUNT count]</c>.</summary>
internal readonly record struct SortedSetPopOptions(int FirstKeyArg, int LastKeyArg, bool FromEnd, long Count)
{
    /// <summary>False, with the error written, when the arguments from the number of keys on are wrong.</summary>
    public static bool TryParse(ReadContext c, int numKeysArg, out SortedSetPopOptions options)
    {
        options = default;
        if (!Numbers.TryParseLong(c.Args[numKeysArg], out var keys) || keys < 1)
        {
            c.Reply.Error("ERR numkeys should be greater than 0"u8);
            return false;
        }

        var lastKey = (int)Math.Min(keys, c.Args.Count) + numKeysArg;
        var option = lastKey + 2;
        var hasEnd = option <= c.Args.Count;
        var fromEnd = hasEnd && c.Is(lastKey + 1, "MAX"u8);
        var isSyntaxError = !fromEnd && !(hasEnd && c.Is(lastKey + 1, "MIN"u8));
        var count = 1L;
        if (!isSyntaxError && option + 1 < c.Args.Count && c.Is(option, "COUNT"u8))
        {
            if (!Numbers.TryParseLong(c.Args[option + 1], out count) || count < 1)
            {
                c.Reply.Error("ERR count should be greater than 0"u8);
                return false;
            }

            option += 2;
        }

        options = new SortedSetPopOptions(numKeysArg + 1, lastKey, fromEnd, count);
        if (!isSyntaxError && option >= c.Args.Count)
            return true;
        c.Reply.Error(Errors.Syntax);
        return false;
    }
}
