using System.Numerics;
using System.Runtime.InteropServices;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// Runs of 64 KB, aligned to their size, cut from chunks of 1 MB. The lowest numbered chunk with room serves first, so that
/// the others may become empty; an empty chunk goes back to the system, but for one that is kept so that a shard at the edge
/// of a chunk does not map and unmap all the time.
/// </summary>
internal sealed unsafe class RunPool
{
    public const int ChunkBytes = 1 << 20;
    public const int RunBytes = 1 << 16;
    private const ushort AllFree = 0xFFFF;

    private readonly List<Chunk> _chunks = [];
    private int _firstWithRoom;
    private int _emptyChunks;

    public int ChunkCount { get; private set; }

    public long ReservedBytes => (long)ChunkCount * ChunkBytes;

    /// <summary>A run, its content undefined, and the number to give it back with.</summary>
    public byte* Take(out int runNumber)
    {
        var number = FindChunkWithRoom();
        var chunk = _chunks[number];
        if (chunk.FreeRuns == AllFree)
            _emptyChunks--;
        var index = BitOperations.TrailingZeroCount(chunk.FreeRuns);
        chunk.FreeRuns = (ushort)(chunk.FreeRuns & ~(1 << index));
        runNumber = (number << 4) | index;
        return chunk.Start + index * RunBytes;
    }

    public void Return(int runNumber)
    {
        var number = runNumber >> 4;
        var chunk = _chunks[number];
        chunk.FreeRuns |= (ushort)(1 << (runNumber & 15));
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
        chunk.Start = (byte*)NativeMemory.AlignedAlloc(ChunkBytes, RunBytes);
        if ((ulong)chunk.Start >> Cell.AddressBits != 0)
            throw new PlatformNotSupportedException("Memory addresses of more than 48 bits are not supported.");
        chunk.FreeRuns = AllFree;
        _emptyChunks++;
        ChunkCount++;
    }

    private void Unmap(Chunk chunk)
    {
        NativeMemory.AlignedFree(chunk.Start);
        chunk.Start = null;
        chunk.FreeRuns = 0;
        ChunkCount--;
    }

    private sealed class Chunk
    {
        public byte* Start;
        public ushort FreeRuns;
    }
}
