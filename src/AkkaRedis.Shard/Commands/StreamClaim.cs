using System.Buffers.Text;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>Pending entries being given to one consumer, who is made with the first of them.</summary>
internal sealed class StreamClaim(StreamValue stream, StreamGroup group, byte[] key, byte[] consumerName, long timeMs)
{
    private readonly List<StreamId> _changed = [];
    private StreamConsumer? _consumer;
    private bool _setsLastId;

    public byte[] Key => key;

    public bool JustId { get; init; }

    /// <summary>Also entries that are not pending, if the stream has them.</summary>
    public bool Force { get; init; }

    /// <summary>Deliveries to tell from now on; negative to count on.</summary>
    public long RetryCount { get; init; } = -1;

    public void SetLastId(StreamId lastId)
    {
        group.LastId = lastId;
        _setsLastId = true;
    }

    public bool IsInStream(StreamId id) => stream.Contains(id);

    /// <summary>An entry that is not in the stream any more is not pending any more either.</summary>
    public void Forget(StreamId id)
    {
        if (group.Forget(id))
            _changed.Add(id);
    }

    /// <summary>May the entry be taken? Forgets it if the stream has it no longer.</summary>
    public bool IsClaimable(StreamId id, long nowMs, long minIdleMs)
    {
        if (!IsInStream(id))
        {
            Forget(id);
            return false;
        }

        if (!group.Pending.TryFind(id, out var place))
            return Force;
        return minIdleMs == 0 || nowMs - group.Pending.ValueAt(place).DeliveredAtMs >= minIdleMs;
    }

    public void Take(WriteContext c, StreamId id)
    {
        _consumer ??= StreamGroupCommands.SeenConsumer(c, group, key, consumerName);
        if (!group.Pending.TryFind(id, out var place))
        {
            group.Pending.Add(id, new PendingEntry(_consumer, timeMs, 1));
            _consumer.Pending.Add(id, default);
            group.Pending.TryFind(id, out place);
        }

        ref var entry = ref group.Pending.ValueAt(place);
        StreamGroup.MoveTo(id, ref entry, _consumer);
        entry.DeliveredAtMs = timeMs;
        if (RetryCount >= 0)
            entry.Deliveries = RetryCount;
        else if (!JustId)
            entry.Deliveries++;
        _changed.Add(id);
    }

    public void Write(RespWriter reply, StreamId id)
    {
        if (JustId)
            reply.Id(id);
        else
            reply.EntryOf(stream, id);
    }

    /// <summary>Logs what changed.</summary>
    public void Log(WriteContext c)
    {
        if (_changed.Count == 0 && !_setsLastId)
            return;
        List<byte[]> words = [.. new[] { "XCLAIM"u8.ToArray(), key, group.Name, consumerName, "0"u8.ToArray() }];
        words.AddRange(_changed.Select(static id => id.ToText()));
        if (_changed.Count == 0)
            words.Add("0-0"u8.ToArray());
        words.AddRange(["TIME"u8.ToArray(), Text(timeMs), "LASTID"u8.ToArray(), group.LastId.ToText()]);
        if (RetryCount >= 0)
            words.AddRange(["RETRYCOUNT"u8.ToArray(), Text(RetryCount)]);
        if (Force)
            words.Add("FORCE"u8.ToArray());
        if (JustId)
            words.Add("JUSTID"u8.ToArray());
        c.Effect(Args.Of([.. words]));
    }

    private static byte[] Text(long number)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out var length);
        return digits[..length].ToArray();
    }
}

/// <summary>
/// XAUTOCLAIM: first looks through the pending entries, then writes those to be claimed, then claims them. Looks at ten times as
/// many as it may claim.
/// </summary>
internal sealed class StreamAutoClaimJob(
    StreamClaim claim, StreamGroup group, StreamId start, long count, long minIdleMs, long nowMs) : ISlicedWrite
{
    private const int AttemptsPerEntry = 10;

    private readonly List<StreamId> _claimed = [];
    private readonly List<StreamId> _gone = [];
    private StreamId? _next = start;
    private long _attempts = count > long.MaxValue / AttemptsPerEntry ? long.MaxValue : count * AttemptsPerEntry;
    private bool _isFound;
    private int _written = -1;

    public ReadOnlyMemory<byte> LockedKey => claim.Key;

    public bool Step(ReadContext c, int units)
    {
        if (!_isFound && !Find(ref units))
            return false;
        _isFound = true;
        return Write(c, units);
    }

    public void Apply(WriteContext c)
    {
        if (c.Find(claim.Key).IsNone)
            return;
        _gone.ForEach(claim.Forget);
        foreach (var id in _claimed)
            claim.Take(c, id);
        claim.Log(c);
    }

    /// <summary>Looks at up to so many entries, which are used up; true when all that matter were looked at.</summary>
    private bool Find(ref int units)
    {
        var pending = group.Pending;
        var place = _next is { } from ? pending.Ceiling(from) : default;
        while (!pending.IsEnd(place) && _attempts > 0 && _claimed.Count + _gone.Count < count)
        {
            if (units-- <= 0)
            {
                _next = pending.IdAt(place);
                return false;
            }

            Look(pending.IdAt(place), pending.ValueAt(place));
            place = pending.Next(place);
        }

        _next = pending.IsEnd(place) ? null : pending.IdAt(place);
        return true;
    }

    private void Look(StreamId id, in PendingEntry entry)
    {
        _attempts--;
        if (!claim.IsInStream(id))
            _gone.Add(id);
        else if (minIdleMs == 0 || nowMs - entry.DeliveredAtMs >= minIdleMs)
            _claimed.Add(id);
    }

    private bool Write(ReadContext c, int units)
    {
        if (_written < 0)
        {
            c.Reply.Array(3);
            c.Reply.Id(_next ?? StreamId.Min);
            c.Reply.Array(_claimed.Count);
            _written = 0;
        }

        if (_written > _claimed.Count)
            return true;
        for (; units > 0 && _written < _claimed.Count; units--, _written++)
            claim.Write(c.Reply, _claimed[_written]);
        if (_written < _claimed.Count)
            return false;
        c.Reply.Array(_gone.Count);
        foreach (var id in _gone)
            c.Reply.Id(id);
        _written++;
        return true;
    }
}
