using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// Pending entries that change their consumer. XCLAIM is logged as one of the entries that did, at the time when they did; entries
/// that are no longer in the stream are named too, as XCLAIM removes them. In a log, XAUTOCLAIM has TIME ms, when it was carried out.
/// </summary>
internal static class StreamClaimCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Write("xautoclaim", -6, Fast, KeySpec.One, XAutoClaim, "stream", "6.2.0",
            "Gives a consumer the entries that are pending for long."),
        ShardCommand.Write("xclaim", -6, Fast, KeySpec.One, XClaim, "stream", "5.0.0", "Gives a consumer pending entries."),
    ];

    /// <summary>The largest COUNT of XAUTOCLAIM, as in redis-server.</summary>
    private const long MaxCount = long.MaxValue / 16;

    private static void XClaim(WriteContext c)
    {
        if (!TryGroup(c, out var stream, out var group) || !StreamClaimOptions.TryParse(c, out var options))
            return;
        var claim = new StreamClaim(stream, group, c.Args[1].ToArray(), c.Args[3].ToArray(), options.TimeMs)
        {
            JustId = options.JustId, RetryCount = options.RetryCount, Force = options.Force,
        };
        if (options.LastId > group.LastId)
            claim.SetLastId(options.LastId);
        var mark = c.Reply.OpenAggregate();
        var claimed = 0;
        foreach (var id in options.Ids)
            claimed += ClaimOne(c, claim, id, options.MinIdleMs) ? 1 : 0;
        c.Reply.CloseAggregate(mark, '*', claimed);
        claim.Log(c);
    }

    private static bool ClaimOne(WriteContext c, StreamClaim claim, StreamId id, long minIdleMs)
    {
        if (!claim.IsClaimable(id, c.NowMs, minIdleMs))
            return false;
        claim.Take(c, id);
        claim.Write(c.Reply, id);
        return true;
    }

    private static void XAutoClaim(WriteContext c)
    {
        if (!StreamClaimOptions.TryLong(c, 4, "min-idle-time argument"u8, out var minIdleMs, isAutoClaim: true)
            || !c.TryRangeStart(5, out var start) || !TryAutoOptions(c, out var count, out var justId, out var timeMs)
            || !TryGroup(c, out var stream, out var group))
            return;
        var claim = new StreamClaim(stream, group, c.Args[1].ToArray(), c.Args[3].ToArray(), timeMs) { JustId = justId };
        var job = new StreamAutoClaimJob(claim, group, start, count, Math.Max(minIdleMs, 0), timeMs);
        if (Math.Min(count, group.Pending.Count) > c.Settings.SliceElements)
        {
            c.Suspend(job);
            return;
        }

        job.Step(c, int.MaxValue);
        job.Apply(c);
    }

    private static bool TryAutoOptions(WriteContext c, out long count, out bool justId, out long timeMs)
    {
        count = 100;
        justId = false;
        timeMs = c.NowMs;
        for (var i = 6; i < c.Args.Count; i++)
        {
            if (c.Is(i, "JUSTID"u8))
            {
                justId = true;
            }
            else if (c.IsReplay && i + 1 < c.Args.Count && c.Is(i, "TIME"u8) && Numbers.TryParseLong(c.Args[i + 1], out timeMs))
            {
                i++;
            }
            else if (i + 1 == c.Args.Count || !c.Is(i, "COUNT"u8))
            {
                c.Reply.Error(Errors.Syntax);
                return false;
            }
            else if (!Numbers.TryParseLong(c.Args[++i], out count) || count is < 1 or > MaxCount)
            {
                c.Reply.Error("ERR COUNT must be > 0"u8);
                return false;
            }
        }

        return true;
    }

    private static bool TryGroup(WriteContext c, out StreamValue stream, out StreamGroup group)
    {
        (stream, group) = (null!, null!);
        if (!c.TryStreamToWrite(c.Args[1], out var found))
            return false;
        if (found?.Groups.Find(c.Args[2]) is not { } foundGroup)
        {
            c.Reply.Error(StreamErrors.NoGroup(c.Args[1], c.Args[2]));
            return false;
        }

        (stream, group) = (found, foundGroup);
        return true;
    }
}
