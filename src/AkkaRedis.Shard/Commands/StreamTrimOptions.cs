using AkkaRedis.Protocol;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// The options of XADD and XTRIM: <c>[NOMKSTREAM] [MAXLEN|MINID [=|~] threshold [LIMIT count]]</c>. Approximate trimming
/// without LIMIT removes the entries of a hundred full chunks at most, as in redis-server.
/// </summary>
internal struct StreamTrimOptions
{
    private const int DefaultLimitChunks = 100;
    private const long LimitWithoutChunkSize = 10_000;
    private const long MaxDefaultLimit = 1_000_000;

    private bool _hasLimit;
    private long _limit;

    public bool IsByLength { get; private set; }

    public bool IsById { get; private set; }

    public bool IsApproximate { get; private set; }

    public long MaxLength { get; private set; }

    public StreamId MinId { get; private set; }

    public bool NoMakeStream { get; private set; }

    /// <summary>The argument after the options.</summary>
    public int NextArg { get; private set; }

    public readonly bool Trims => IsByLength || IsById;

    public readonly StreamTrim Trim => new(IsByLength, MaxLength, MinId, IsApproximate, _limit);

    /// <summary>
    /// Reads the options from the third argument on; for XADD up to the id. False, with the error written, when they are wrong.
    /// </summary>
    public static bool TryParse(ReadContext c, bool isAdd, out StreamTrimOptions options)
    {
        options = default;
        var i = 2;
        for (; i < c.Args.Count; i++)
        {
            var more = c.Args.Count - 1 - i;
            var isSound = true;
            if (isAdd && c.Args[i].SequenceEqual("*"u8))
                break;
            if (more > 0 && (c.Is(i, "MAXLEN"u8) || c.Is(i, "MINID"u8)))
            {
                isSound = options.TryThreshold(c, ref i);
            }
            else if (more > 0 && c.Is(i, "LIMIT"u8))
            {
                isSound = options.TryLimit(c, ++i);
            }
            else if (isAdd && c.Is(i, "NOMKSTREAM"u8))
            {
                options.NoMakeStream = true;
            }
            else
            {
                if (isAdd)
                    break;
                isSound = false;
                c.Reply.Error(Errors.Syntax);
            }

            if (!isSound)
                return false;
        }

        options.NextArg = i;
        return true;
    }

    /// <summary>False, with the error written, when the options do not go together.</summary>
    public bool TryComplete(ReadContext c, bool isAdd)
    {
        if (_limit > 0 && !Trims)
            c.Reply.Error("ERR syntax error, LIMIT cannot be used without specifying a trimming strategy"u8);
        else if (!isAdd && !Trims)
            c.Reply.Error("ERR syntax error, XTRIM must be called with a trimming strategy"u8);
        else if (_hasLimit && !IsApproximate)
            c.Reply.Error("ERR syntax error, LIMIT cannot be used without the special ~ option"u8);
        else
            return SetDefaultLimit(c.Settings.StreamNodeMaxEntries);
        return false;
    }

    private bool SetDefaultLimit(long chunkEntries)
    {
        if (IsApproximate && !_hasLimit)
        {
            _limit = chunkEntries is 0 or > long.MaxValue / DefaultLimitChunks
                ? LimitWithoutChunkSize
                : Math.Min(chunkEntries * DefaultLimitChunks, MaxDefaultLimit);
        }

        return true;
    }

    private bool TryThreshold(ReadContext c, ref int i)
    {
        if (Trims)
        {
            c.Reply.Error("ERR syntax error, MAXLEN and MINID options at the same time are not compatible"u8);
            return false;
        }

        var isByLength = c.Is(i, "MAXLEN"u8);
        var isSign = c.Args.Count - 1 - i >= 2 && c.Args[i + 1] is [(byte)'~' or (byte)'='];
        IsApproximate = isSign && c.Args[i + 1][0] == '~';
        i += isSign ? 2 : 1;
        (IsByLength, IsById) = (isByLength, !isByLength);
        if (!isByLength)
        {
            var isId = c.TryId(i, out var minId);
            MinId = minId;
            return isId;
        }

        if (!c.TryLong(i, out var maxLength))
            return false;
        MaxLength = maxLength;
        if (maxLength >= 0)
            return true;
        c.Reply.Error("ERR The MAXLEN argument must be >= 0."u8);
        return false;
    }

    private bool TryLimit(ReadContext c, int arg)
    {
        if (!c.TryLong(arg, out _limit))
            return false;
        _hasLimit = true;
        if (_limit >= 0)
            return true;
        c.Reply.Error("ERR The LIMIT argument must be >= 0."u8);
        return false;
    }
}
