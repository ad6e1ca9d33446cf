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

/// <summary>Writes pending entries of a range, of a group or of one consumer; nobody writes the key meanwhile.</summary>
internal sealed class PendingEntriesJob(StreamGroup group, StreamConsumer? consumer, PendingRange range, long nowMs, byte[] key)
    : ISlicedJob
{
    private StreamId? _next = range.From;
    private int _mark = -1;
    private int _written;

    public ReadOnlyMemory<byte> LockedKey => key;

    public bool Step(ReadContext c, int units)
    {
        if (_mark < 0)
            _mark = c.Reply.OpenAggregate();
        var isDone = consumer is null ? WriteAll(c, units) : WriteOwn(c, consumer, units);
        if (isDone)
            c.Reply.CloseAggregate(_mark, '*', _written);
        return isDone;
    }

    private bool WriteAll(ReadContext c, int units)
    {
        var pending = group.Pending;
        var place = pending.Ceiling(_next!.Value);
        for (; units > 0; units--, place = pending.Next(place))
        {
            if (_written >= range.Count || pending.IsEnd(place) || pending.IdAt(place) > range.To)
                return true;
            Write(c, pending.IdAt(place), pending.ValueAt(place));
        }

        return !MoveTo(pending, place);
    }

    private bool WriteOwn(ReadContext c, StreamConsumer of, int units)
    {
        var place = of.Pending.Ceiling(_next!.Value);
        for (; units > 0; units--, place = of.Pending.Next(place))
        {
            if (_written >= range.Count || of.Pending.IsEnd(place) || of.Pending.IdAt(place) > range.To)
                return true;
            group.Pending.TryFind(of.Pending.IdAt(place), out var found);
            Write(c, of.Pending.IdAt(place), group.Pending.ValueAt(found));
        }

        return !MoveTo(of.Pending, place);
    }

    private bool MoveTo<T>(StreamIndex<T> index, IndexPlace place)
    {
        _next = index.IsEnd(place) ? null : index.IdAt(place);
        return _next is not null;
    }

    private void Write(ReadContext c, StreamId id, in PendingEntry entry)
    {
        var idleMs = nowMs - entry.DeliveredAtMs;
        if (range.MinIdleMs != 0 && idleMs < range.MinIdleMs)
            return;
        _written++;
        c.Reply.Array(4);
        c.Reply.Id(id);
        c.Reply.Bulk(entry.Consumer.Name);
        c.Reply.Integer(Math.Max(idleMs, 0));
        c.Reply.Integer(entry.Deliveries);
    }
}
