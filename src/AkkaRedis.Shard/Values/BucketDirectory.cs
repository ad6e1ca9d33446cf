namespace AkkaRedis.Shard.Values;

/// <summary>
/// A growing and shrinking array of buckets in chunks of 8 KB: adding one to millions copies no more than a few chunk
/// references, and nothing lies on the large object heap.
/// </summary>
internal sealed class BucketDirectory
{
    private const int ChunkBits = 10;
    private const int ChunkSize = 1 << ChunkBits;
    private const int MinChunkSize = 4;

    private PackedList[][] _chunks = [new PackedList[MinChunkSize]];

    public int Count { get; private set; }

    /// <summary>Bytes of the directory's own arrays, without the buckets.</summary>
    public long HeapBytes { get; private set; } =
        Values.HeapBytes.Object + 24 + Values.HeapBytes.OfReferences(1) + Values.HeapBytes.OfReferences(MinChunkSize);

    public ref PackedList this[int index] => ref _chunks[index >> ChunkBits][index & (ChunkSize - 1)];

    /// <summary>Adds an empty bucket at the end.</summary>
    public void Add()
    {
        var chunk = Count >> ChunkBits;
        if (chunk == 0 && Count == _chunks[0].Length)
            ResizeFirstChunk(Count * 2);
        else if (chunk > 0 && (Count & (ChunkSize - 1)) == 0)
            AddChunk(chunk);
        Count++;
    }

    /// <summary>Drops the last bucket.</summary>
    public void RemoveLast()
    {
        this[--Count] = default;
        var chunk = Count >> ChunkBits;
        if (chunk > 0 && (Count & (ChunkSize - 1)) == 0)
        {
            _chunks[chunk] = null!;
            HeapBytes -= Values.HeapBytes.OfReferences(ChunkSize);
        }
        else if (chunk == 0 && Count >= MinChunkSize && Count == _chunks[0].Length / 4)
        {
            ResizeFirstChunk(_chunks[0].Length / 2);
        }
    }

    private void AddChunk(int chunk)
    {
        if (chunk == _chunks.Length)
        {
            HeapBytes += 8L * chunk;
            Array.Resize(ref _chunks, chunk * 2);
        }

        _chunks[chunk] = new PackedList[ChunkSize];
        HeapBytes += Values.HeapBytes.OfReferences(ChunkSize);
    }

    private void ResizeFirstChunk(int size)
    {
        HeapBytes += Values.HeapBytes.OfReferences(size) - Values.HeapBytes.OfReferences(_chunks[0].Length);
        Array.Resize(ref _chunks[0], size);
    }
}
