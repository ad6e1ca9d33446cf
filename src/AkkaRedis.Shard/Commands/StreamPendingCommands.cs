using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Values;
using static AkkaRedis.Protocol.Commands.CommandFlags;

namespace AkkaRedis.Shard.Commands;

/// <summary>XPENDING: what was handed out and not acknowledged, in sum or entry by entry.</summary>
internal static class StreamPendingCommands
{
    public static readonly IReadOnlyList<CommandRow> Rows =
    [
        ShardCommand.Read("xpending", -3, None, KeySpec.One, XPending, "stream", "5.0.0",
            "Tells which entries of a group are pending, and whose they are."),
    ];

    private static void XPending(ReadContext c)
    {
        PendingRange? range = null;
        if (c.Args.Count != 3 && !PendingRange.TryParse(c, out range))
            return;
        if (!c.TryStream(c.Args[1], out var stream))
            return;
        if (stream?.Groups.Find(c.Args[2]) is not { } group)
            c.Reply.Error(StreamErrors.NoGroup(c.Args[1], c.Args[2]));
        else if (range is null)
            WriteSum(c, group);
        else
            WriteEntries(c, group, range);
    }

    private static void WriteSum(ReadContext c, StreamGroup group)
    {
        var pending = group.Pending;
        c.Reply.Array(4);
        c.Reply.Integer(pending.Count);
        if (pending.IsEmpty)
        {
            c.Reply.Null();
            c.Reply.Null();
            c.Reply.NullArray();
            return;
        }

        c.Reply.Id(pending.IdAt(pending.First));
        c.Reply.Id(pending.IdAt(pending.Last));
        var mark = c.Reply.OpenAggregate();
        var consumers = 0;
        for (var i = 0; i < group.Consumers.Count; i++)
        {
            var consumer = group.Consumers[i];
            if (consumer.Pending.IsEmpty)
                continue;
            c.Reply.Array(2);
            c.Reply.Bulk(consumer.Name);
            c.Reply.BulkInteger(consumer.Pending.Count);
            consumers++;
        }

        c.Reply.CloseAggregate(mark, '*', consumers);
    }

    private static void WriteEntries(ReadContext c, StreamGroup group, PendingRange range)
    {
        var consumer = range.ConsumerArg > 0 ? group.FindConsumer(c.Args[range.ConsumerArg]) : null;
        if (range.ConsumerArg > 0 && consumer is null)
        {
            c.Reply.Array(0);
            return;
        }

        var isLong = (consumer?.Pending.Count ?? group.Pending.Count) > c.Settings.SliceElements;
        var job = new PendingEntriesJob(group, consumer, range, c.NowMs, isLong ? c.Args[1].ToArray() : []);
        if (isLong)
            c.Suspend(job);
        else
            job.Step(c, int.MaxValue);
    }
}

/// <summary>The arguments of XPENDING after the group: <c>[IDLE ms] start end count [consumer]</c>.</summary>
internal sealed record PendingRange(StreamId From, StreamId To, long Count, long MinIdleMs, int ConsumerArg)
{
    private const int FirstArg = 3;

    /// <summary>False, with the error written, when they are wrong.</summary>
    public static bool TryParse(ReadContext c, out PendingRange? range)
    {
        range = null;
        var first = FirstArg;
        var minIdleMs = 0L;
        if (c.Args.Count is < 6 or > 9)
        {
            c.Reply.Error(Errors.Syntax);
            return false;
        }

        if (c.Is(first, "IDLE"u8))
        {
            if (!c.TryLong(first + 1, out minIdleMs))
                return false;
            first += 2;
            if (c.Args.Count < first + 3)
            {
                c.Reply.Error(Errors.Syntax);
                return false;
            }
        }

        if (!c.TryLong(first + 2, out var count) || !c.TryRangeStart(first, out var from) || !c.TryRangeEnd(first + 1, out var to))
            return false;
        range = new PendingRange(from, to, count, minIdleMs, first + 3 < c.Args.Count ? first + 3 : 0);
        return true;
    }
}
