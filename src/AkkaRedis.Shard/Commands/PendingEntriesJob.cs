using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

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
