using System.Runtime.CompilerServices;
using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Values;

/// <summary>
/// Cells of one size, by number, in chunks of at most 72 KB: the bytes of members lie here, off the object graph, and nothing
/// ever moves because of growth.
/// <para>Cells 0 to <see cref="_end"/> are in use or free. The free ones are a doubly linked list through their first eight
/// bytes, marked by <see cref="FreeMark"/> in the byte at <see cref="MarkAt"/>, so that a free cell at the end can leave the
/// list and the end move down.</para>
/// </summary>
internal sealed class SortedCells(int cellBytes)
{
    /// <summary>Where a free cell is told from one in use, which never has this value there.</summary>
    public const int MarkAt = 12;

    public const byte FreeMark = 0xFF;

    public const int MaxCells = 1 << 27;

    private const int ChunkBits = 9;
    private const int ChunkCells = 1 << ChunkBits;
    private const int MinChunkCells = 4;
    private const int None = -1;

    private byte[][] _chunks = [new byte[MinChunkCells * cellBytes]];
    private int _chunkCount = 1;
    private int _end;
    private int _firstFree = None;
    private int _freeCount;

    public long HeapBytes { get; private set; } = Values.HeapBytes.Object + 40 + Values.HeapBytes.OfReferences(1)
        + Values.HeapBytes.OfArray(MinChunkCells * cellBytes);

    /// <summary>Are so many cells free that the others should move together?</summary>
    public bool IsSparse => _freeCount > MinChunkCells && _freeCount > _end / 2;

    public Span<byte> this[int cell]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _chunks[cell >> ChunkBits].AsSpan((cell & (ChunkCells - 1)) * cellBytes, cellBytes);
    }

    public int Allocate()
    {
        if (_firstFree != None)
        {
            var free = _firstFree;
            Unlink(free);
            return free;
        }

        Check.That(_end < MaxCells, "a sorted set has room for its members");
        if (_end == ChunkCells * (_chunkCount - 1) + CellsIn(_chunks[_chunkCount - 1]))
            AddRoom();
        return _end++;
    }

    public void Free(int cell)
    {
        var bytes = this[cell];
        SetNext(bytes, _firstFree);
        SetPrevious(bytes, None);
        bytes[MarkAt] = FreeMark;
        if (_firstFree != None)
            SetPrevious(this[_firstFree], cell);
        _firstFree = cell;
        _freeCount++;
        TrimEnd();
    }

    /// <summary>The last cell in use, which is not at the end of the first ones if there is a free cell before it.</summary>
    public int LastUsed => _end - 1;

    private static int Next(ReadOnlySpan<byte> cell) => BitConverter.ToInt32(cell);

    private static int Previous(ReadOnlySpan<byte> cell) => BitConverter.ToInt32(cell[4..]);

    private static void SetNext(Span<byte> cell, int next) => BitConverter.TryWriteBytes(cell, next);

    private static void SetPrevious(Span<byte> cell, int previous) => BitConverter.TryWriteBytes(cell[4..], previous);

    private int CellsIn(byte[] chunk) => chunk.Length / cellBytes;

    private void Unlink(int cell)
    {
        var bytes = this[cell];
        int next = Next(bytes), previous = Previous(bytes);
        if (next != None)
            SetPrevious(this[next], previous);
        if (previous != None)
            SetNext(this[previous], next);
        else
            _firstFree = next;
        _freeCount--;
    }

    /// <summary>Gives up free cells at the end, and chunks beyond the one after it.</summary>
    private void TrimEnd()
    {
        while (_end > 0 && this[_end - 1][MarkAt] == FreeMark)
            Unlink(--_end);
        for (; _chunkCount > (_end >> ChunkBits) + 2; _chunkCount--)
        {
            HeapBytes -= Values.HeapBytes.OfArray(_chunks[_chunkCount - 1].Length);
            _chunks[_chunkCount - 1] = null!;
        }
    }

    private void AddRoom()
    {
        var last = _chunks[_chunkCount - 1];
        if (CellsIn(last) < ChunkCells)
        {
            Array.Resize(ref _chunks[_chunkCount - 1], last.Length * 2);
            HeapBytes += Values.HeapBytes.OfArray(last.Length * 2) - Values.HeapBytes.OfArray(last.Length);
            return;
        }

        if (_chunkCount == _chunks.Length)
        {
            HeapBytes += 8L * _chunkCount;
            Array.Resize(ref _chunks, _chunkCount * 2);
        }

        _chunks[_chunkCount++] = GC.AllocateUninitializedArray<byte>(ChunkCells * cellBytes);
        HeapBytes += Values.HeapBytes.OfArray(ChunkCells * cellBytes);
    }
}
