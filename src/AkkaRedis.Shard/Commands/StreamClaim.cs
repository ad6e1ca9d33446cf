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

    /// <summary>What becomes of many entries, to be built aside; the lists are in rising order.</summary>
    public PendingClaim Many(List<StreamId> taken, List<StreamId> gone)
    {
        var consumer = group.FindConsumer(consumerName) ?? new StreamConsumer(consumerName);
        return new PendingClaim(group, consumer, taken, gone, timeMs, isDelivery: !JustId);
    }

    /// <summary>Takes what was built aside.</summary>
    public void TakeMany(WriteContext c, PendingClaim built, bool isAnyTaken)
    {
        if (isAnyTaken)
            StreamGroupCommands.See(c, group, key, built.Consumer);
        group.Replace(built);
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

    /// <summary>A number as text.</summary>
    public static byte[] Text(long number)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out var length);
        return digits[..length].ToArray();
    }
}
