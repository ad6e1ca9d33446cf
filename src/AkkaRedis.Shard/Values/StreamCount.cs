namespace AkkaRedis.Shard.Values;

/// <summary>Counts the entries from one id to another, at most so many, in slices between which nobody changes the stream.</summary>
internal sealed class StreamCount
{
    private readonly StreamView _stream;
    private readonly StreamId _from;
    private readonly StreamId _to;
    private readonly long _max;
    private IndexPlace _place;

    public StreamCount(StreamView stream, StreamId from, StreamId to, long max)
    {
        (_stream, _from, _to, _max) = (stream, from, to, from > to ? 0 : max);
        if (!stream.Chunks.TryFloor(from, out _place))
            _place = stream.Chunks.First;
    }

    /// <summary>Entries found so far.</summary>
    public long Found { get; private set; }

    /// <summary>Counts on in so many chunks, which are used up; true when all are counted.</summary>
    public bool Step(ref int units)
    {
        var chunks = _stream.Chunks;
        for (; Found < _max && !chunks.IsEnd(_place) && chunks.IdAt(_place) <= _to; _place = chunks.Next(_place))
        {
            if (units-- <= 0)
                return false;
            Found += CountIn(chunks.ValueAt(_place));
        }

        Found = Math.Min(Found, _max);
        return true;
    }

    private int CountIn(StreamChunk chunk)
    {
        if (chunk.FirstId >= _from && chunk.LastId <= _to)
            return chunk.Live;
        var found = 0;
        for (StreamEntry entry = default; chunk.MoveNext(ref entry) && entry.Id <= _to;)
            found += !entry.IsDeleted && entry.Id >= _from ? 1 : 0;
        return found;
    }
}
