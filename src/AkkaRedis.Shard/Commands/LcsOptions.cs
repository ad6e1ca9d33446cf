using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Commands;

/// <summary>The options of LCS: the length only, or the places of the matches, with a shortest match and their lengths.</summary>
internal struct LcsOptions
{
    public bool LengthOnly;
    public bool Places;
    public bool WithMatchLength;
    public long MinMatchLength;

    public static bool TryParse(ReadContext c, out LcsOptions options)
    {
        options = default;
        for (var i = 3; i < c.Args.Count; i++)
        {
            if (c.Is(i, "IDX"u8))
                options.Places = true;
            else if (c.Is(i, "LEN"u8))
                options.LengthOnly = true;
            else if (c.Is(i, "WITHMATCHLEN"u8))
                options.WithMatchLength = true;
            else if (!c.Is(i, "MINMATCHLEN"u8) || i + 1 == c.Args.Count)
                return Refuse(c, Errors.Syntax);
            else if (!c.TryLong(++i, out options.MinMatchLength))
                return false;
        }

        return !(options.Places && options.LengthOnly)
            || Refuse(c, "ERR If you want both the length and indexes, please just use IDX."u8);
    }

    private static bool Refuse(ReadContext c, ReadOnlySpan<byte> error)
    {
        c.Reply.Error(error);
        return false;
    }
}
