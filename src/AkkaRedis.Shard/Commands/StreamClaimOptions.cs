using AkkaRedis.Protocol;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// What XCLAIM is asked for: <c>min-idle id … [IDLE ms] [TIME ms] [RETRYCOUNT n] [FORCE] [JUSTID] [LASTID id]</c>. The ids end
/// where the first argument is none.
/// </summary>
internal sealed class StreamClaimOptions
{
    private const int MinIdleArg = 4;
    private const int FirstIdArg = 5;

    public long MinIdleMs { get; private set; }

    public List<StreamId> Ids { get; } = [];

    /// <summary>When the entries count as delivered: Unix milliseconds.</summary>
    public long TimeMs { get; private set; } = -1;

    /// <summary>Deliveries that are to be told from now on; negative to count on.</summary>
    public long RetryCount { get; private set; } = -1;

    public bool Force { get; private set; }

    public bool JustId { get; private set; }

    public StreamId LastId { get; private set; }

    /// <summary>False, with the error written, when the arguments are wrong.</summary>
    public static bool TryParse(WriteContext c, out StreamClaimOptions options)
    {
        options = new StreamClaimOptions();
        if (!TryLong(c, MinIdleArg, "min-idle-time argument"u8, out var minIdleMs))
            return false;
        options.MinIdleMs = Math.Max(minIdleMs, 0);
        var i = FirstIdArg;
        for (; i < c.Args.Count && StreamArguments.TryParse(c.Args[i], 0, isStrict: true, out var id); i++)
            options.Ids.Add(id);
        for (; i < c.Args.Count; i++)
        {
            if (!options.TryOption(c, ref i))
                return false;
        }

        if (options.TimeMs < 0 || (options.TimeMs > c.NowMs && !c.IsReplay))
            options.TimeMs = c.NowMs;
        return true;
    }

    /// <summary>An argument that must be an integer; the error names what it is.</summary>
    public static bool TryLong(ReadContext c, int arg, ReadOnlySpan<byte> what, out long value, bool isAutoClaim = false)
    {
        if (Numbers.TryParseLong(c.Args[arg], out value))
            return true;
        c.Reply.Error([.. "ERR Invalid "u8, .. what, .. " for "u8, .. isAutoClaim ? "XAUTOCLAIM"u8 : "XCLAIM"u8]);
        return false;
    }

    private bool TryOption(WriteContext c, ref int i)
    {
        var hasMore = i + 1 < c.Args.Count;
        var value = 0L;
        if (c.Is(i, "FORCE"u8))
            return Force = true;
        if (c.Is(i, "JUSTID"u8))
            return JustId = true;
        if (hasMore && c.Is(i, "IDLE"u8))
        {
            var isIdle = TryLong(c, ++i, "IDLE option argument"u8, out value);
            TimeMs = unchecked(c.NowMs - value);
            return isIdle;
        }

        if (hasMore && c.Is(i, "TIME"u8))
        {
            var isTime = TryLong(c, ++i, "TIME option argument"u8, out value);
            TimeMs = value;
            return isTime;
        }

        if (hasMore && c.Is(i, "RETRYCOUNT"u8))
        {
            var isCount = TryLong(c, ++i, "RETRYCOUNT option argument"u8, out value);
            RetryCount = value;
            return isCount;
        }

        if (hasMore && c.Is(i, "LASTID"u8))
        {
            var isId = c.TryId(++i, out var lastId);
            LastId = lastId;
            return isId;
        }

        c.Reply.Error([.. "ERR Unrecognized XCLAIM option '"u8, .. Errors.Shown(c.Args[i]), .. "'"u8]);
        return false;
    }
}
