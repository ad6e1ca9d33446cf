using System.Runtime.CompilerServices;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// "Something at this position may expire at this time", in 12 bytes: 48 bits of position, 48 bits of Unix milliseconds.
/// </summary>
internal readonly record struct ExpiryRecord(ulong Position, long TimeMs)
{
    public const int Bytes = 12;
    private const ulong PositionMask = (1UL << KeyHash.PositionBits) - 1;

    public static unsafe ExpiryRecord Read(byte* from)
    {
        var first = Unsafe.ReadUnaligned<ulong>(from);
        var high = Unsafe.ReadUnaligned<uint>(from + 8);
        return new ExpiryRecord(first & PositionMask, (long)high << 16 | (long)(first >> KeyHash.PositionBits));
    }

    public unsafe void Write(byte* to)
    {
        Unsafe.WriteUnaligned(to, Position | (ulong)TimeMs << KeyHash.PositionBits);
        Unsafe.WriteUnaligned(to + 8, (uint)(TimeMs >> 16));
    }
}

/// <summary>A piece of a <see cref="RecordChain"/>: this header, then room for records.</summary>
internal unsafe struct RecordChunk
{
    public RecordChunk* Next;
    public long MinTimeMs;
    public long MaxTimeMs;
    public ushort Taken;
    public ushort Filled;
    public ushort Capacity;
    public byte SizeClass;

    public readonly int Count => Filled - Taken;

    public static RecordChunk* Create(Slab slab, long size)
    {
        var chunk = (RecordChunk*)slab.Allocate(size, out var sizeClass);
        *chunk = new RecordChunk
        {
            MinTimeMs = long.MaxValue,
            Capacity = (ushort)((Slab.UsableBytes((byte*)chunk, sizeClass) - sizeof(RecordChunk)) / ExpiryRecord.Bytes),
            SizeClass = sizeClass,
        };
        return chunk;
    }

    public static ExpiryRecord At(RecordChunk* chunk, int index) =>
        ExpiryRecord.Read((byte*)(chunk + 1) + index * ExpiryRecord.Bytes);

    public static void Append(RecordChunk* chunk, ExpiryRecord record)
    {
        record.Write((byte*)(chunk + 1) + chunk->Filled * ExpiryRecord.Bytes);
        chunk->Filled++;
        chunk->MinTimeMs = Math.Min(chunk->MinTimeMs, record.TimeMs);
        chunk->MaxTimeMs = Math.Max(chunk->MaxTimeMs, record.TimeMs);
    }
}

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
