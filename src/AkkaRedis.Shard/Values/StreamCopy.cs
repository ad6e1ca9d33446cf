namespace AkkaRedis.Shard.Values;

/// <summary>The copy of a stream: its chunks one by one, then the pending entries of its groups.</summary>
internal sealed class StreamCopy(StreamValue original) : CollectionCopy
{
    private readonly StreamValue _copy = original.CloneFrame();
    private IndexPlace _chunk;
    private IndexPlace _pending;
    private int _group;

    public override CollectionValue Copied => _copy;

    public override bool Step(int units)
    {
        for (; units > 0 && !original.Chunks.IsEnd(_chunk); _chunk = original.Chunks.Next(_chunk))
        {
            var chunk = original.Chunks.ValueAt(_chunk);
            _copy.AddCopyOf(chunk);
            units -= 1 + (int)(chunk.MemoryBytes / UnitBytes);
        }

        for (; units > 0 && _group < original.Groups.Count; _group++, _pending = default)
        {
            if (!CopyPending(original.Groups[_group], _copy.Groups[_group], ref units))
                return false;
        }

        return _group == original.Groups.Count && original.Chunks.IsEnd(_chunk);
    }

    private bool CopyPending(StreamGroup from, StreamGroup to, ref int units)
    {
        for (; !from.Pending.IsEnd(_pending); _pending = from.Pending.Next(_pending))
        {
            if (units-- <= 0)
                return false;
            var entry = from.Pending.ValueAt(_pending);
            var consumer = to.FindConsumer(entry.Consumer.Name)!;
            to.Pending.Add(from.Pending.IdAt(_pending), new PendingEntry(consumer, entry.DeliveredAtMs, entry.Deliveries));
            consumer.Pending.Add(from.Pending.IdAt(_pending), default);
        }

        return true;
    }
}
