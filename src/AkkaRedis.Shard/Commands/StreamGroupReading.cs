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
    /// <summary>Fewer entries than these are not worth pages of their own in the indexes, or new indexes.</summary>
    private const int MinAppended = 1000;

    private readonly List<StreamId> _ids = [];
    private readonly StreamIndex<PendingEntry> _newPending = new(new HeapTally());
    private readonly StreamIndex<NoValue> _newOwn = new(new HeapTally());
    private StreamConsumer _consumer = null!;
    private StreamCount? _counting;
    private StreamCursor? _cursor;
    private PendingClaim? _claim;
    private IndexPlace _place;
    private StreamId _lastId;
    private long _entriesRead;
    private long _timeMs;
    private int _count;
    private int _written = -1;
    private bool _appends;

    public byte[] Key { get; } = args[options.FirstKeyArg + index].ToArray();

    /// <summary>Is there an array of entries to reply? For pending ones always.</summary>
    public bool HasReply { get; private set; }

    /// <summary>Looks whether there is anything to reply, and then makes the consumer if there is none.</summary>
    public void FindConsumer(WriteContext c)
    {
        _timeMs = options.TimeMs >= 0 ? options.TimeMs : c.NowMs;
        (_lastId, _entriesRead, _count) = (group.LastId, group.EntriesRead, 0);
        var isNew = after is null;
        var hasNext = (after ?? group.LastId).TryNext(out var from);
        HasReply = !isNew || (hasNext && stream.HasEntriesFrom(from));
        if (!HasReply)
            return;
        _consumer = StreamGroupCommands.SeenConsumer(c, group, Key, c.Args[options.GroupArg + 1]);
        if (isNew)
        {
            _counting = new StreamCount(stream, from, StreamId.Max, most);
            _cursor = new StreamCursor(stream, from, StreamId.Max);
            return;
        }

        _place = _consumer.Pending.Ceiling(from);
        _count = (int)Math.Min(_consumer.Pending.CountFrom(_place), most);
    }

    /// <summary>Are there no more entries than these? If there are, the counting has begun.</summary>
    public bool IsAtMost(int entries)
    {
        if (_counting is null)
            return _count <= entries;
        var chunks = entries;
        return _counting.Step(ref chunks) && _counting.Found <= entries;
    }

    /// <summary>Does up to so many units of work, which are used up; true when all entries are written.</summary>
    public bool Write(RespWriter reply, ref int units)
    {
        if (_written < 0 && !Begin(reply, ref units))
            return false;
        for (; units > 0 && _written < _count; units -= StreamStretch.UnitsOf(_cursor?.FieldCount ?? 0), _written++)
        {
            if (_cursor is null)
                WritePending(reply);
            else
                WriteNew(reply, _cursor);
        }

        return _written == _count && Build(ref units);
    }

    /// <summary>Makes aside what many pending entries become when they are told once more.</summary>
    private bool Build(ref int units)
    {
        if (_ids.Count < MinAppended || _cursor is not null)
            return true;
        _claim ??= new PendingClaim(group, _consumer, _ids, [], _timeMs, isDelivery: true);
        return _claim.Step(ref units);
    }

    private bool Begin(RespWriter reply, ref int units)
    {
        if (_counting is not null)
        {
            if (!_counting.Step(ref units))
                return false;
            _count = (int)_counting.Found;
            _appends = _count > MinAppended && (group.Pending.IsEmpty || group.Pending.IdAt(group.Pending.Last) <= group.LastId);
        }

        reply.StreamKey(Key);
        reply.Array(_count);
        _written = 0;
        return true;
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
        if (_claim is not null)
        {
            group.Replace(_claim);
            return;
        }

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
