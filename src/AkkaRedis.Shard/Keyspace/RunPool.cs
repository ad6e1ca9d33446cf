using System.Numerics;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// Runs of 64 KB, aligned to their size, cut from chunks of 2 MB. The lowest numbered chunk with room serves first, so that
/// the others may become empty; an empty chunk goes back to the system, but for one that is kept so that a shard at the edge
/// of a chunk does not map and unmap all the time.
/// The first few chunks are of small pages: a huge page is resident as a whole, and small shards should be small.
/// </summary>
internal sealed unsafe class RunPool(Action<Action>? inBackground)
{
    public const int ChunkBytes = ChunkSource.ChunkBytes;
    public const int RunBytes = 1 << 16;
    private const int RunNumberBits = 5;
    private const uint AllFree = uint.MaxValue;
    private const int ChunksOfSmallPages = 4;

    private readonly ChunkSource _source = new(inBackground);
    private readonly List<Chunk> _chunks = [];
    private int _firstWithRoom;
    private int _emptyChunks;
    private int _mappedChunks;

    /// <summary>Bytes of the chunks in use; the one that may be prepared ahead is not counted.</summary>
    public long ReservedBytes => (long)_mappedChunks * ChunkBytes;

    /// <summary>A run, its content undefined, and the number to give it back with.</summary>
    public byte* Take(out int runNumber)
    {
        var number = FindChunkWithRoom();
        var chunk = _chunks[number];
        if (chunk.FreeRuns == AllFree)
            _emptyChunks--;
        var index = BitOperations.TrailingZeroCount(chunk.FreeRuns);
        chunk.FreeRuns &= ~(1u << index);
        runNumber = number << RunNumberBits | index;
        return chunk.Start + index * RunBytes;
    }

    public void Return(int runNumber)
    {
        var number = runNumber >> RunNumberBits;
        var chunk = _chunks[number];
        chunk.FreeRuns |= 1u << runNumber;
        _firstWithRoom = Math.Min(_firstWithRoom, number);
        if (chunk.FreeRuns != AllFree)
            return;
        if (_emptyChunks == 0)
            _emptyChunks = 1;
        else
            Unmap(chunk);
    }

    public void FreeAll()
    {
        _source.Close();
        foreach (var chunk in _chunks.Where(c => c.Start is not null))
            Unmap(chunk);
        _chunks.Clear();
        (_firstWithRoom, _emptyChunks) = (0, 0);
    }

    private int FindChunkWithRoom()
    {
        for (; _firstWithRoom < _chunks.Count; _firstWithRoom++)
        {
            if (_chunks[_firstWithRoom].FreeRuns != 0)
                return _firstWithRoom;
        }

        _firstWithRoom = _chunks.FindIndex(c => c.Start is null);
        if (_firstWithRoom < 0)
        {
            _firstWithRoom = _chunks.Count;
            _chunks.Add(new Chunk());
        }

        Map(_chunks[_firstWithRoom]);
        return _firstWithRoom;
    }

    private void Map(Chunk chunk)
    {
        chunk.Start = _source.Take(hugePage: _mappedChunks >= ChunksOfSmallPages);
        chunk.FreeRuns = AllFree;
        _emptyChunks++;
        _mappedChunks++;
    }

    private void Unmap(Chunk chunk)
    {
        ChunkSource.Return(chunk.Start);
        chunk.Start = null;
        chunk.FreeRuns = 0;
        _mappedChunks--;
    }

    private sealed class Chunk
    {
        public byte* Start;

        /// <summary>One bit a run.</summary>
        public uint FreeRuns;
    }
}
