using System.Numerics;
using System.Runtime.InteropServices;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// Runs of 64 KB, aligned to their size, cut from chunks of 2 MB. The lowest numbered chunk with room serves first, so that
/// the others may become empty; an empty chunk goes back to the system, but for one that is kept so that a shard at the edge
/// of a chunk does not map and unmap all the time.
/// A chunk is one huge page where the system grants it: keys are met in random order, and with small pages the walk of the
/// page tables costs as much again as the memory itself. The first few chunks are left alone, as a huge page is resident
/// as a whole and small shards should be small.
/// </summary>
internal sealed unsafe partial class RunPool
{
    public const int ChunkBytes = 1 << ChunkBits;
    public const int RunBytes = 1 << RunBits;
    private const int ChunkBits = 21;
    private const int RunBits = 16;
    private const int RunNumberBits = ChunkBits - RunBits;
    private const uint AllFree = uint.MaxValue;
    private const int ChunksOfSmallPages = 4;
    private const int AdviseHugePage = 14;

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
        chunk.Start = (byte*)NativeMemory.AlignedAlloc(ChunkBytes, ChunkBytes);
        if ((ulong)chunk.Start >> Cell.AddressBits != 0)
            throw new PlatformNotSupportedException("Memory addresses of more than 48 bits are not supported.");
        if (OperatingSystem.IsLinux() && ChunkCount >= ChunksOfSmallPages)
            _ = Advise(chunk.Start, ChunkBytes, AdviseHugePage);
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

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* start, nuint length, int advice);

    private sealed class Chunk
    {
        public byte* Start;

        /// <summary>One bit a run.</summary>
        public uint FreeRuns;
    }
}
