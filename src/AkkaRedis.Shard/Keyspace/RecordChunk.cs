namespace AkkaRedis.Shard.Keyspace;

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
