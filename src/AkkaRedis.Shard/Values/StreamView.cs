using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Values;

/// <summary>
/// A stream as read commands see it: entries in chunks, in the order of their ids, and consumer groups. A stream may be empty and
/// stay. Counters and the way gaps are told (what was deleted, from where on nothing is missing) are redis-server's.
/// </summary>
public abstract class StreamView : CollectionValue
{
    private const int OwnBytes = HeapBytes.Object + 3 * 8 + 8 + 8 + 2 * 16;

    private protected readonly HeapTally _tally = new() { Bytes = OwnBytes + HeapTally.OwnBytes };
    private protected readonly StreamIndex<StreamChunk> _chunks;
    private protected int _count;

    private protected StreamView()
    {
        _chunks = new StreamIndex<StreamChunk>(_tally);
        Groups = new NameList<StreamGroup>(_tally);
    }

    public override ValueKind Kind => ValueKind.Stream;

    public override string EncodingName => "stream";

    /// <summary>Entries that are not deleted.</summary>
    public override int Count => _count;

    public override long MemoryBytes => _tally.Bytes;

    /// <summary>The greatest id that was ever given, or that XSETID set.</summary>
    public StreamId LastId { get; private protected set; }

    /// <summary>The greatest id that XDEL ever deleted.</summary>
    public StreamId MaxDeletedId { get; private protected set; }

    /// <summary>Entries ever added.</summary>
    public long EntriesAdded { get; private protected set; }

    internal NameList<StreamGroup> Groups { get; }

    internal StreamIndex<StreamChunk> Chunks => _chunks;

    /// <summary>Id of the first entry; the smallest id when there is none.</summary>
    public StreamId FirstLiveId => EdgeId(isLast: false);

    /// <summary>Id of the last entry; the smallest id when there is none.</summary>
    public StreamId LastLiveId => EdgeId(isLast: true);

    public bool Contains(StreamId id) => TryFind(id, out _, out _);

    /// <summary>Is there an entry of this id or a greater one?</summary>
    public bool HasEntriesFrom(StreamId id) => _count > 0 && id <= LastLiveId;

    /// <summary>Entries from one id to another, at most so many.</summary>
    public long CountBetween(StreamId from, StreamId to, long max)
    {
        var count = new StreamCount(this, from, to, max);
        var units = int.MaxValue;
        count.Step(ref units);
        return count.Found;
    }

    /// <summary>Was an entry deleted from this id on, as far as is known?</summary>
    internal bool HasGapFrom(StreamId id) =>
        _count > 0 && MaxDeletedId != StreamId.Min && FirstLiveId <= MaxDeletedId && id <= MaxDeletedId;

    /// <summary>Entries ever added up to this id, where that can be told; else <see cref="StreamGroup.UnknownReads"/>.</summary>
    internal long EntriesUpTo(StreamId id)
    {
        if (EntriesAdded == 0)
            return 0;
        if ((_count == 0 && id <= LastId) || id == LastId)
            return EntriesAdded;
        if (id > LastId)
            return StreamGroup.UnknownReads;
        var first = FirstLiveId;
        if (MaxDeletedId != StreamId.Min && MaxDeletedId >= first)
            return StreamGroup.UnknownReads;
        if (id < first)
            return EntriesAdded - _count;
        return id == first ? EntriesAdded - _count + 1 : StreamGroup.UnknownReads;
    }

    internal bool TryFind(StreamId id, out IndexPlace place, out StreamEntry entry)
    {
        entry = default;
        return _chunks.TryFloor(id, out place) && _chunks.ValueAt(place).TryFind(id, out entry);
    }

    private StreamId EdgeId(bool isLast)
    {
        if (_count == 0)
            return StreamId.Min;
        var chunk = _chunks.ValueAt(isLast ? _chunks.Last : _chunks.First);
        if (chunk.Deleted == 0)
            return isLast ? chunk.LastId : chunk.FirstId;
        var edge = StreamId.Min;
        for (StreamEntry entry = default; chunk.MoveNext(ref entry);)
        {
            if (entry.IsDeleted)
                continue;
            edge = entry.Id;
            if (!isLast)
                break;
        }

        return edge;
    }
}
