namespace AkkaRedis.Shard.Values;

/// <summary>
/// A consumer group: up to where the stream was handed out, and what was handed out and not acknowledged yet. Each pending entry
/// is in the group's index, with all that is known of it, and as an id in that of the consumer it belongs to; never in one
/// alone. A pending entry need not be in the stream any more.
/// </summary>
internal sealed class StreamGroup : INamed
{
    /// <summary>An <see cref="EntriesRead"/> that nobody knows.</summary>
    public const long UnknownReads = -1;

    private const int OwnBytes = HeapBytes.Object + 4 * 8 + 16 + 8;

    private readonly HeapTally _tally;
    private StreamIndex<PendingEntry> _pending;

    public StreamGroup(byte[] name, HeapTally tally)
    {
        (Name, _tally) = (name, tally);
        tally.Bytes += OwnBytes + HeapBytes.OfArray(name);
        _pending = new StreamIndex<PendingEntry>(tally);
        Consumers = new NameList<StreamConsumer>(tally);
    }

    public byte[] Name { get; }

    /// <summary>The last entry that was handed out.</summary>
    public StreamId LastId { get; set; }

    /// <summary>Entries ever handed out, if the stream was read from its start without gaps; or <see cref="UnknownReads"/>.</summary>
    public long EntriesRead { get; set; } = UnknownReads;

    public StreamIndex<PendingEntry> Pending => _pending;

    /// <summary>In the order of their names.</summary>
    public NameList<StreamConsumer> Consumers { get; }

    public StreamConsumer? FindConsumer(ReadOnlySpan<byte> name) => Consumers.Find(name);

    /// <summary>The new consumer of a name that none has.</summary>
    public StreamConsumer AddConsumer(ReadOnlySpan<byte> name, long nowMs)
    {
        var consumer = new StreamConsumer(name.ToArray()) { SeenAtMs = nowMs };
        AddConsumer(consumer);
        return consumer;
    }

    /// <summary>The same for one that was made before.</summary>
    public void AddConsumer(StreamConsumer consumer)
    {
        consumer.Enter(_tally);
        Consumers.Add(consumer);
    }

    /// <summary>Hands an entry out for the first time, or again after the group was set back.</summary>
    public void Deliver(StreamId id, StreamConsumer consumer, long nowMs)
    {
        if (!_pending.TryFind(id, out var place))
        {
            _pending.Add(id, new PendingEntry(consumer, nowMs, 1));
            consumer.Pending.Add(id, default);
            return;
        }

        ref var entry = ref _pending.ValueAt(place);
        MoveTo(id, ref entry, consumer);
        (entry.DeliveredAtMs, entry.Deliveries) = (nowMs, 1);
    }

    /// <summary>Gives a pending entry to a consumer.</summary>
    public static void MoveTo(StreamId id, ref PendingEntry entry, StreamConsumer consumer)
    {
        if (entry.Consumer == consumer)
            return;
        entry.Consumer.Pending.Remove(id);
        consumer.Pending.Add(id, default);
        entry.Consumer = consumer;
    }

    /// <summary>An entry is done with; false when it was not pending.</summary>
    public bool Forget(StreamId id)
    {
        if (!_pending.TryFind(id, out var place))
            return false;
        _pending.ValueAt(place).Consumer.Pending.Remove(id);
        _pending.RemoveAt(place);
        return true;
    }

    /// <summary>Drops a consumer with its pending entries.</summary>
    public void RemoveConsumer(StreamConsumer consumer)
    {
        for (var place = consumer.Pending.First; !consumer.Pending.IsEnd(place); place = consumer.Pending.Next(place))
            _pending.Remove(consumer.Pending.IdAt(place));
        Consumers.Remove(consumer);
        consumer.Leave(_tally);
    }

    /// <summary>The same for many of them; <paramref name="rest"/> are the pending entries of the others.</summary>
    public void RemoveConsumer(StreamConsumer consumer, StreamIndex<PendingEntry> rest)
    {
        _pending.Leave();
        _pending = new StreamIndex<PendingEntry>(_tally);
        _pending.Append(rest);
        Consumers.Remove(consumer);
        consumer.Leave(_tally);
    }

    /// <summary>Puts pending entries that were built aside in the place of all.</summary>
    public void Replace(PendingClaim claim)
    {
        _pending.Leave();
        _pending = new StreamIndex<PendingEntry>(_tally);
        _pending.Append(claim.Pending);
        for (var i = 0; i < Consumers.Count; i++)
            Consumers[i].Replace(claim.OwnOf(Consumers[i]), _tally);
    }

    /// <summary>A copy for another stream, of all but the pending entries.</summary>
    public StreamGroup CloneWithoutPending(HeapTally tally)
    {
        var copy = new StreamGroup(Name.AsSpan().ToArray(), tally) { LastId = LastId, EntriesRead = EntriesRead };
        for (var i = 0; i < Consumers.Count; i++)
            copy.AddConsumer(Consumers[i].Name, Consumers[i].SeenAtMs);
        return copy;
    }

    /// <summary>The group is dropped from its stream.</summary>
    public void Leave()
    {
        _tally.Bytes -= OwnBytes + HeapBytes.OfArray(Name);
        _pending.Leave();
        for (var i = 0; i < Consumers.Count; i++)
            Consumers[i].Leave(_tally);
        Consumers.Leave();
    }
}

/// <summary>An entry that was handed out to a consumer and not acknowledged.</summary>
internal struct PendingEntry(StreamConsumer consumer, long deliveredAtMs, long deliveries)
{
    public StreamConsumer Consumer = consumer;

    /// <summary>Unix milliseconds of the last time.</summary>
    public long DeliveredAtMs = deliveredAtMs;

    /// <summary>How many times.</summary>
    public long Deliveries = deliveries;
}

/// <summary>A consumer; belongs to no group before it has entered one.</summary>
internal sealed class StreamConsumer(byte[] name) : INamed
{
    private const int OwnBytes = HeapBytes.Object + 3 * 8;

    public byte[] Name => name;

    /// <summary>Unix milliseconds of its last command; not part of the data that a log repeats.</summary>
    public long SeenAtMs { get; set; }

    public StreamIndex<NoValue> Pending { get; private set; } = null!;

    public void Enter(HeapTally tally)
    {
        tally.Bytes += OwnBytes + HeapBytes.OfArray(Name);
        Pending = new StreamIndex<NoValue>(tally);
    }

    /// <summary>Puts ids that were built aside in the place of all.</summary>
    public void Replace(StreamIndex<NoValue> pending, HeapTally tally)
    {
        Pending.Leave();
        Pending = new StreamIndex<NoValue>(tally);
        Pending.Append(pending);
    }

    public void Leave(HeapTally tally)
    {
        tally.Bytes -= OwnBytes + HeapBytes.OfArray(Name);
        Pending.Leave();
    }
}
