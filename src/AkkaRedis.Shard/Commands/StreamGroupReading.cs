using System.Buffers.Text;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// What XREADGROUP does with one stream: either new entries, which become pending, or, with an id, the consumer's own pending ones
/// after it once more. First all is written, then the change is made; what was found out on the way is kept for that, and what
/// many new entries need in the indexes is built aside. Logged as the same command with the number of entries and the time.
/// </summary>
internal sealed class StreamGroupReading(
    StreamValue stream, StreamGroup group, StreamReadOptions options, Args args, int index, StreamId? after, long most)
{
    /// <summary>Fewer entries than these are not worth pages of their own in the indexes.</summary>
    private const int MinAppended = 1000;

    private readonly List<StreamId> _ids = [];
    private readonly StreamIndex<PendingEntry> _newPending = new(new HeapTally());
    private readonly StreamIndex<NoValue> _newOwn = new(new HeapTally());
    private StreamConsumer _consumer = null!;
    private StreamCursor? _cursor;
    private IndexPlace _place;
    private StreamId _lastId;
    private long _entriesRead;
    private long _timeMs;
    private int _count;
    private int _written = -1;
    private bool _appends;

    public byte[] Key { get; } = args[options.FirstKeyArg + index].ToArray();

    /// <summary>Entries to write.</summary>
    public int Count => _count;

    /// <summary>Is there an array of entries to reply? For pending ones always.</summary>
    public bool HasReply => after is not null || _count > 0;

    /// <summary>Makes the consumer if there is none, and looks what there is for it.</summary>
    public void FindConsumer(WriteContext c)
    {
        _timeMs = options.TimeMs >= 0 ? options.TimeMs : c.NowMs;
        (_lastId, _entriesRead, _count) = (group.LastId, group.EntriesRead, 0);
        _consumer = StreamGroupCommands.SeenConsumer(c, group, Key, c.Args[options.GroupArg + 1]);
        if (after is { } id)
        {
            id.TryNext(out var from);
            _place = _consumer.Pending.Ceiling(from);
            _count = (int)Math.Min(_consumer.Pending.CountFrom(_place), most);
        }
        else if (stream.LastId > group.LastId && group.LastId.TryNext(out var from))
        {
            _count = (int)stream.CountBetween(from, StreamId.Max, most);
            _cursor = new StreamCursor(stream, from, StreamId.Max);
            _appends = _count > MinAppended && (group.Pending.IsEmpty || group.Pending.IdAt(group.Pending.Last) < from);
        }
    }

    /// <summary>Writes up to so many entries, which are used up; true when all are written.</summary>
    public bool Write(RespWriter reply, ref int units)
    {
        if (_written < 0)
        {
            reply.StreamKey(Key);
            reply.Array(_count);
            _written = 0;
        }

        for (; units > 0 && _written < _count; units--, _written++)
        {
            if (_cursor is null)
                WritePending(reply);
            else
                WriteNew(reply, _cursor);
        }

        return _written == _count;
    }

    /// <summary>Makes the change, if the stream is still there.</summary>
    public void Apply(WriteContext c)
    {
        if (_count == 0 || c.Find(Key).IsNone)
            return;
        if (_cursor is null)
            ApplyPending();
        else
            ApplyNew();
        Log(c);
    }

    private void WritePending(RespWriter reply)
    {
        var id = _consumer.Pending.IdAt(_place);
        _place = _consumer.Pending.Next(_place);
        if (reply.EntryOf(stream, id))
        {
            _ids.Add(id);
            return;
        }

        reply.Array(2);
        reply.Id(id);
        reply.NullArray();
    }

    private void WriteNew(RespWriter reply, StreamCursor cursor)
    {
        cursor.MoveNext();
        reply.Entry(cursor);
        var id = cursor.Id;
        _entriesRead = _entriesRead != StreamGroup.UnknownReads && !stream.HasGapFrom(id)
            ? _entriesRead + 1
            : stream.EntriesAdded > 0 ? stream.EntriesUpTo(id) : _entriesRead;
        _lastId = id;
        if (options.NoAck)
            return;
        if (!_appends)
        {
            _ids.Add(id);
            return;
        }

        _newPending.Add(id, new PendingEntry(_consumer, _timeMs, 1));
        _newOwn.Add(id, default);
    }

    private void ApplyPending()
    {
        foreach (var id in _ids)
        {
            if (!group.Pending.TryFind(id, out var place))
                continue;
            ref var entry = ref group.Pending.ValueAt(place);
            entry.DeliveredAtMs = _timeMs;
            entry.Deliveries++;
        }
    }

    private void ApplyNew()
    {
        (group.LastId, group.EntriesRead) = (_lastId, _entriesRead);
        foreach (var id in _ids)
            group.Deliver(id, _consumer, _timeMs);
        group.Pending.Append(_newPending);
        _consumer.Pending.Append(_newOwn);
    }

    private void Log(WriteContext c)
    {
        c.Effect(Args.Of(
        [
            .. new[] { "XREADGROUP"u8.ToArray(), "GROUP"u8.ToArray(), group.Name, _consumer.Name, "COUNT"u8.ToArray(), Text(_count) },
            .. new[] { "TIME"u8.ToArray(), Text(_timeMs) },
            .. options.NoAck ? ["NOACK"u8.ToArray()] : Array.Empty<byte[]>(),
            .. new[] { "STREAMS"u8.ToArray(), Key, after?.ToText() ?? ">"u8.ToArray() },
        ]));
    }

    private static byte[] Text(long number)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out var length);
        return digits[..length].ToArray();
    }
}

/// <summary>XREADGROUP of many entries.</summary>
internal sealed class StreamGroupReadJob(List<StreamGroupReading> readings) : ISlicedWrite
{
    private int _next;

    public ReadOnlyMemory<byte> LockedKey => readings[0].Key;

    public IReadOnlyList<byte[]> MoreLockedKeys { get; } = [.. readings.Skip(1).Select(reading => reading.Key)];

    public bool Step(ReadContext c, int units)
    {
        for (; units > 0 && _next < readings.Count; _next++)
        {
            if (!readings[_next].Write(c.Reply, ref units))
                return false;
        }

        return _next == readings.Count;
    }

    public void Apply(WriteContext c) => readings.ForEach(reading => reading.Apply(c));

    /// <summary>Does at once what is little; suspends the command for more. False, with nothing written, when there is nothing.</summary>
    public static bool TryRun(WriteContext c, List<StreamGroupReading> readings)
    {
        readings.ForEach(reading => reading.FindConsumer(c));
        if (readings.Sum(static reading => (long)reading.Count) > c.Settings.SliceElements)
        {
            readings.RemoveAll(static reading => !reading.HasReply);
            c.Reply.Streams(readings.Count);
            c.Suspend(new StreamGroupReadJob(readings));
            return true;
        }

        var mark = c.Reply.OpenAggregate();
        var replies = 0;
        for (var i = 0; i < readings.Count; i++)
            replies += TryReadNow(c, readings, i) ? 1 : 0;
        if (replies > 0)
            c.Reply.CloseAggregate(mark, c.Reply.IsResp3 ? '%' : '*', replies);
        return replies > 0;
    }

    private static bool TryReadNow(WriteContext c, List<StreamGroupReading> readings, int i)
    {
        var reading = readings[i];
        for (var before = 0; before < i; before++)
        {
            if (!readings[before].Key.AsSpan().SequenceEqual(reading.Key))
                continue;
            reading.FindConsumer(c);
            break;
        }

        if (!reading.HasReply)
            return false;
        var units = int.MaxValue;
        reading.Write(c.Reply, ref units);
        reading.Apply(c);
        return true;
    }
}
