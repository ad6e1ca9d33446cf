namespace AkkaRedis.Shard.Values;

/// <summary>
/// Walks over the entries of a stream between two ids, up or down, while nobody changes it. Downwards each chunk is read once
/// into a list, as its entries can only be read upwards.
/// </summary>
internal sealed class StreamCursor
{
    private readonly StreamView _stream;
    private readonly StreamId _from;
    private readonly StreamId _to;
    private readonly List<StreamEntry>? _reversed;
    private IndexPlace _place;
    private StreamChunk? _chunk;
    private StreamEntry _entry;

    public StreamCursor(StreamView stream, StreamId from, StreamId to, bool isReverse = false)
    {
        (_stream, _from, _to) = (stream, from, to);
        if (from > to || stream.Chunks.IsEmpty)
            return;
        if (isReverse)
            _reversed = [];
        var start = isReverse ? to : from;
        if (stream.Chunks.TryFloor(start, out _place))
            _chunk = stream.Chunks.ValueAt(_place);
        else if (!isReverse)
            _chunk = stream.Chunks.ValueAt(_place = stream.Chunks.First);
        if (_chunk is not null && isReverse)
            ReadChunk();
    }

    public StreamId Id => _entry.Id;

    public int FieldCount => _entry.FieldCount;

    /// <summary>Fields and values of the entry.</summary>
    public StreamFields Fields => _chunk!.FieldsOf(_entry);

    /// <summary>Steps to the next entry; false when there is none.</summary>
    public bool MoveNext() => _reversed is null ? MoveUp() : MoveDown();

    private bool MoveUp()
    {
        while (_chunk is not null)
        {
            while (_chunk.MoveNext(ref _entry))
            {
                if (!_entry.IsDeleted && _entry.Id >= _from)
                    return _entry.Id <= _to;
            }

            _place = _stream.Chunks.Next(_place);
            _entry = default;
            _chunk = _stream.Chunks.IsEnd(_place) || _stream.Chunks.IdAt(_place) > _to ? null : _stream.Chunks.ValueAt(_place);
        }

        return false;
    }

    private bool MoveDown()
    {
        while (_chunk is not null)
        {
            if (_reversed!.Count > 0)
            {
                _entry = _reversed[^1];
                _reversed.RemoveAt(_reversed.Count - 1);
                return true;
            }

            if (_chunk.FirstId <= _from || !_stream.Chunks.MovePrevious(ref _place))
                return false;
            _chunk = _stream.Chunks.ValueAt(_place);
            ReadChunk();
        }

        return false;
    }

    private void ReadChunk()
    {
        for (StreamEntry entry = default; _chunk!.MoveNext(ref entry) && entry.Id <= _to;)
        {
            if (!entry.IsDeleted && entry.Id >= _from)
                _reversed!.Add(entry);
        }
    }
}
