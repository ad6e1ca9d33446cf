using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// What XREAD and XREADGROUP are asked for:
/// <c>[GROUP group consumer] [COUNT count] [BLOCK ms] [NOACK] STREAMS key … id …</c>. In a log, XREADGROUP also has TIME ms,
/// when it was carried out.
/// </summary>
internal struct StreamReadOptions
{
    /// <summary>No BLOCK was given.</summary>
    public const long NoBlock = -1;

    public StreamReadOptions() => (BlockMs, TimeMs) = (NoBlock, NoBlock);

    /// <summary>0 to wait for ever, or <see cref="NoBlock"/>.</summary>
    public long BlockMs { get; private set; }

    /// <summary>Entries of a stream at most; 0 for any number.</summary>
    public long Count { get; private set; }

    /// <summary>Index of the group's name, which the consumer's follows; 0 when none is given.</summary>
    public int GroupArg { get; private set; }

    public bool NoAck { get; private set; }

    /// <summary>Unix milliseconds, or negative.</summary>
    public long TimeMs { get; private set; }

    public int FirstKeyArg { get; private set; }

    public int KeyCount { get; private set; }

    public readonly int IdArg(int stream) => FirstKeyArg + KeyCount + stream;

    /// <summary>False, with the error written, when the arguments are wrong.</summary>
    public static bool TryParse(ReadContext c, bool inGroup, bool isReplay, out StreamReadOptions options)
    {
        options = new StreamReadOptions();
        for (var i = 1; i < c.Args.Count && options.FirstKeyArg == 0; i++)
        {
            if (!options.TryOption(c, ref i, inGroup, isReplay))
                return false;
        }

        if (options.FirstKeyArg == 0)
            c.Reply.Error(Errors.Syntax);
        else if (inGroup && options.GroupArg == 0)
            c.Reply.Error("ERR Missing GROUP option for XREADGROUP"u8);
        else
            return true;
        return false;
    }

    /// <summary>The keys, for whoever routes the command.</summary>
    public static bool FindKeys(in Args args, List<int> into)
    {
        var i = 1;
        while (i < args.Count && SkippedArgs(args[i]) is var skipped and > 0)
            i += skipped;
        var words = args.Count - i - 1;
        if (i >= args.Count || !Is(args[i], "STREAMS"u8) || words == 0 || words % 2 != 0)
            return false;
        for (var n = 0; n < words / 2; n++)
            into.Add(i + 1 + n);
        return true;
    }

    private bool TryOption(ReadContext c, ref int i, bool inGroup, bool isReplay)
    {
        var more = c.Args.Count - 1 - i;
        if (more > 0 && c.Is(i, "BLOCK"u8))
            return TryBlock(c, ++i);
        if (more > 0 && c.Is(i, "COUNT"u8))
            return TryCount(c, ++i);
        if (more > 0 && c.Is(i, "STREAMS"u8))
            return TryStreams(c, i + 1);
        if (more > 1 && c.Is(i, "GROUP"u8))
        {
            GroupArg = i + 1;
            i += 2;
            return inGroup || Refuse(c, "ERR The GROUP option is only supported by XREADGROUP. You called XREAD instead."u8);
        }

        if (c.Is(i, "NOACK"u8))
        {
            NoAck = true;
            return inGroup || Refuse(c, "ERR The NOACK option is only supported by XREADGROUP. You called XREAD instead."u8);
        }

        if (!isReplay || !c.Is(i, "TIME"u8) || !c.TryLong(++i, out var timeMs))
            return Refuse(c, Errors.Syntax);
        TimeMs = timeMs;
        return true;
    }

    private bool TryBlock(ReadContext c, int arg)
    {
        if (c.IsInScript)
            return Refuse(c, [.. "ERR "u8, .. c.Args[0], .. " command is not allowed with BLOCK option from scripts"u8]);
        if (!Numbers.TryParseLong(c.Args[arg], out var ms))
            return Refuse(c, "ERR timeout is not an integer or out of range"u8);
        BlockMs = ms;
        return ms >= 0 || Refuse(c, "ERR timeout is negative"u8);
    }

    private bool TryCount(ReadContext c, int arg)
    {
        if (!c.TryLong(arg, out var count))
            return false;
        Count = Math.Max(count, 0);
        return true;
    }

    private bool TryStreams(ReadContext c, int firstKeyArg)
    {
        FirstKeyArg = firstKeyArg;
        KeyCount = (c.Args.Count - firstKeyArg) / 2;
        if ((c.Args.Count - firstKeyArg) % 2 == 0)
            return true;
        return Refuse(c, "ERR Unbalanced XREAD list of streams: for each stream key an ID or '$' must be specified."u8);
    }

    private static bool Refuse(ReadContext c, ReadOnlySpan<byte> error)
    {
        c.Reply.Error(error);
        return false;
    }

    private static int SkippedArgs(ReadOnlySpan<byte> word) =>
        Is(word, "BLOCK"u8) || Is(word, "COUNT"u8) ? 2 : Is(word, "GROUP"u8) ? 3 : Is(word, "NOACK"u8) ? 1 : 0;

    private static bool Is(ReadOnlySpan<byte> word, ReadOnlySpan<byte> upperCase) =>
        System.Text.Ascii.EqualsIgnoreCase(word, upperCase);
}
