using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Shard.Commands;

/// <summary>What LMPOP and BLMPOP are asked for: <c>numkeys key … LEFT|RIGHT [COUNT count]</c>.</summary>
internal readonly record struct ListPopOptions(int FirstKeyArg, int LastKeyArg, ListEnd End, long Count)
{
    /// <summary>False, with the error written, when the arguments from the number of keys on are wrong.</summary>
    public static bool TryParse(ReadContext c, int numKeysArg, out ListPopOptions options)
    {
        options = default;
        if (!Numbers.TryParseLong(c.Args[numKeysArg], out var keys) || keys < 1)
        {
            c.Reply.Error("ERR numkeys should be greater than 0"u8);
            return false;
        }

        var lastKey = (int)Math.Min(keys, c.Args.Count) + numKeysArg;
        var option = lastKey + 2;
        var end = ListEnd.Head;
        var count = 1L;
        var isSyntaxError = option > c.Args.Count || !ListPops.TryEnd(c, lastKey + 1, out end);
        if (!isSyntaxError && option + 1 < c.Args.Count && c.Is(option, "COUNT"u8))
        {
            if (!Numbers.TryParseLong(c.Args[option + 1], out count) || count < 1)
            {
                c.Reply.Error("ERR count should be greater than 0"u8);
                return false;
            }

            option += 2;
        }

        options = new ListPopOptions(numKeysArg + 1, lastKey, end, count);
        if (!isSyntaxError && option >= c.Args.Count)
            return true;
        c.Reply.Error(Errors.Syntax);
        return false;
    }

    /// <summary>The keys, whose number is an argument.</summary>
    public static bool FindKeys(in Args args, int numKeysArg, List<int> into)
    {
        var first = numKeysArg + 1;
        if (args.Count <= numKeysArg || !Numbers.TryParseLong(args[numKeysArg], out var keys) || keys < 1 || keys > args.Count - first)
            return false;
        for (var i = 0; i < keys; i++)
            into.Add(first + i);
        return true;
    }
}
