using System.Buffers.Binary;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// Makes a stream of its encoding (see <see cref="RdbStreamWriter"/>), in slices. Older forms lack parts of the history, which
/// follow from the rest; a newer one also tells when a consumer was last given something, which is not kept here.
/// <para>What is not right is refused: ids that do not rise, a number of entries that is not theirs, a pending entry that is not
/// exactly one consumer's. The reading is an iterator over what came of each step; nobody goes on after
/// <see cref="RdbRead.Corrupt"/>.</para>
/// </summary>
internal sealed class RdbStreamReader(RdbInput input, RdbType type, StreamLimits limits)
{
    private readonly RdbTextReader _text = new(input);
    private IEnumerator<RdbRead>? _steps;
    private int _units;

    /// <summary>Pending entries read whose consumers were not.</summary>
    private int _unowned;

    public StreamValue Value { get; } = new();

    /// <summary>Goes on for about so many elements.</summary>
    public RdbValueState Step(ref int units)
    {
        _units = units;
        _steps ??= Steps().GetEnumerator();
        var state = RdbValueState.Reading;
        while (_units > 0 && state == RdbValueState.Reading)
        {
            _units--;
            if (!_steps.MoveNext())
                state = RdbValueState.Complete;
            else if (_steps.Current == RdbRead.Corrupt)
                state = RdbValueState.Corrupt;
        }

        units = _units;
        return state;
    }

    private static bool TryId(ReadOnlySpan<byte> bytes, out StreamId id)
    {
        var isId = bytes.Length == RdbStreamWriter.IdBytes;
        id = isId
            ? new StreamId(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[sizeof(ulong)..]))
            : default;
        return isId;
    }

    private IEnumerable<RdbRead> Steps()
    {
        if (!input.TryCount(out var nodes))
            yield return RdbRead.Corrupt;
        for (; nodes > 0; nodes--)
        {
            foreach (var step in Node())
                yield return step;
        }

        if (!TryHistory() || !input.TryCount(out var groups))
            yield return RdbRead.Corrupt;
        else
        {
            for (; groups > 0; groups--)
            {
                foreach (var step in Group())
                    yield return step;
            }
        }
    }

    private IEnumerable<RdbRead> Node()
    {
        foreach (var step in Text())
            yield return step;
        if (!TryId(_text.Text.Span, out var id))
            yield return RdbRead.Corrupt;
        foreach (var step in Text())
            yield return step;
        var node = ListpackElements.Open(_text.Text) is { } pack ? new RdbStreamNode(pack, id) : null;
        if (node?.TryOpen(ref _units) != true)
            yield return RdbRead.Corrupt;
        while (!node!.IsAtEnd)
            yield return TryAdd(node) ? RdbRead.Text : RdbRead.Corrupt;
    }

    private bool TryAdd(RdbStreamNode node)
    {
        if (!node.TryNext(ref _units))
            return false;
        if (node.IsDeleted)
            return true;
        var isNext = node.Id > Value.LastId && Value.Count < int.MaxValue;
        if (isNext)
            Value.Add(node.Id, node.Entry, 0, limits);
        return isNext;
    }

    private bool TryHistory()
    {
        if (!input.TryNumber(out var count) || !TryTwoNumbers(out var lastId) || count != (ulong)Value.Count || lastId < Value.LastId)
            return false;
        var added = count;
        StreamId maxDeletedId = default;
        if (type != RdbType.StreamOfListpacks
            && (!TryTwoNumbers(out _) || !TryTwoNumbers(out maxDeletedId) || !input.TryNumber(out added) || added > long.MaxValue))
            return false;
        Value.SetLast(lastId, (long)added, maxDeletedId);
        return true;
    }

    private IEnumerable<RdbRead> Group()
    {
        foreach (var step in Text())
            yield return step;
        if (!TryGroup(_text.Text.ToArray(), out var group) || !input.TryCount(out var pending))
        {
            yield return RdbRead.Corrupt;
            yield break;
        }

        for (; pending > 0; pending--)
            yield return TryPending(group) ? RdbRead.Text : RdbRead.Corrupt;
        if (!input.TryCount(out var consumers))
            yield return RdbRead.Corrupt;
        for (; consumers > 0; consumers--)
        {
            foreach (var step in Consumer(group))
                yield return step;
        }

        if (_unowned != 0)
            yield return RdbRead.Corrupt;
    }

    private bool TryGroup(byte[] name, out StreamGroup group)
    {
        group = null!;
        ulong read = 0;
        if (!TryTwoNumbers(out var lastId) || (type != RdbType.StreamOfListpacks && !input.TryNumber(out read)))
            return false;
        var entriesRead = type == RdbType.StreamOfListpacks ? Value.EntriesUpTo(lastId) : unchecked((long)read);
        if (entriesRead < StreamGroup.UnknownReads || Value.AddGroup(name, lastId, entriesRead) is not { } added)
            return false;
        group = added;
        return true;
    }

    private bool TryPending(StreamGroup group)
    {
        if (!TryRawId(out var id) || !TryTime(out var deliveredAtMs) || !input.TryNumber(out var deliveries)
            || deliveries > long.MaxValue || group.Pending.TryFind(id, out _))
            return false;
        group.Pending.Add(id, new PendingEntry(null!, deliveredAtMs, (long)deliveries));
        _unowned++;
        return true;
    }

    private IEnumerable<RdbRead> Consumer(StreamGroup group)
    {
        foreach (var step in Text())
            yield return step;
        var name = _text.Text.ToArray();
        if (!TryTime(out var seenAtMs) || (type == RdbType.StreamOfListpacks3 && !TryTime(out _)) || !input.TryCount(out var pending)
            || group.FindConsumer(name) is not null)
        {
            yield return RdbRead.Corrupt;
            yield break;
        }

        var consumer = group.AddConsumer(name, seenAtMs);
        for (; pending > 0; pending--)
            yield return TryOwn(group, consumer) ? RdbRead.Text : RdbRead.Corrupt;
    }

    /// <summary>Reads the id of a pending entry that is the consumer's, and nobody else's.</summary>
    private bool TryOwn(StreamGroup group, StreamConsumer consumer)
    {
        if (!TryRawId(out var id) || !group.Pending.TryFind(id, out var place) || group.Pending.ValueAt(place).Consumer is not null)
            return false;
        group.Pending.ValueAt(place).Consumer = consumer;
        consumer.Pending.Add(id, default);
        _unowned--;
        return true;
    }

    private IEnumerable<RdbRead> Text()
    {
        RdbRead read;
        while ((read = _text.Read(ref _units)) == RdbRead.Pending)
            yield return read;
        if (read != RdbRead.Text)
            yield return RdbRead.Corrupt;
    }

    private bool TryTwoNumbers(out StreamId id)
    {
        ulong seq = 0;
        var isThere = input.TryNumber(out var ms) && input.TryNumber(out seq);
        id = new StreamId(ms, seq);
        return isThere;
    }

    private bool TryRawId(out StreamId id)
    {
        id = default;
        return input.TryTake(RdbStreamWriter.IdBytes, out var bytes) && TryId(bytes.Span, out id);
    }

    private bool TryTime(out long unixMs)
    {
        unixMs = 0;
        if (!input.TryTake(sizeof(long), out var bytes))
            return false;
        unixMs = BinaryPrimitives.ReadInt64LittleEndian(bytes.Span);
        return true;
    }
}
