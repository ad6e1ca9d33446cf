namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// A first-in, first-out list of records in native memory. Chunks double from 128 to 2,048 bytes, so that a sparse chain is
/// small and a full one has little overhead. Zeros are an empty chain.
/// </summary>
internal unsafe struct RecordChain
{
    private const int MinChunkBytes = 128;
    private const int MaxChunkBytes = 2048;

    private RecordChunk* _head;
    private RecordChunk* _tail;

    public int ChunkCount;

    public readonly bool IsEmpty => _head is null;

    /// <summary>The first record; there must be one.</summary>
    public readonly ExpiryRecord Peek() => RecordChunk.At(_head, _head->Taken);

    public void Append(ExpiryRecord record, Slab slab)
    {
        if (_tail is null || _tail->Filled == _tail->Capacity)
        {
            var size = _tail is null ? MinChunkBytes : Math.Min(SizeClasses.SizeOf(_tail->SizeClass) * 2, MaxChunkBytes);
            AppendChunk(RecordChunk.Create(slab, size));
        }

        RecordChunk.Append(_tail, record);
    }

    /// <summary>Removes the first record.</summary>
    public void Pop(Slab slab)
    {
        if (++_head->Taken == _head->Filled)
            Free(TakeChunk(), slab);
    }

    public void AppendChunk(RecordChunk* chunk)
    {
        chunk->Next = null;
        if (_tail is null)
            _head = chunk;
        else
            _tail->Next = chunk;
        _tail = chunk;
        ChunkCount++;
    }

    /// <summary>Takes the first chunk out; there must be one.</summary>
    public RecordChunk* TakeChunk()
    {
        var chunk = _head;
        _head = chunk->Next;
        if (_head is null)
            _tail = null;
        ChunkCount--;
        return chunk;
    }

    public static void Free(RecordChunk* chunk, Slab slab) => slab.Free((byte*)chunk, chunk->SizeClass);
}
