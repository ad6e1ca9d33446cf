using System.Runtime.InteropServices;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// Chunks of 2 MB from the system. A chunk may be one huge page where the system grants it: keys are met in random order, and
/// with small pages the walk of the page tables costs as much again as the memory itself.
/// The first touch of a huge page clears it, which takes 0.3 ms, and 5 ms in a virtual machine that never used that memory;
/// so while one chunk is being filled, the next is mapped and touched in the background, and when that is late a chunk of
/// small pages is taken instead. The hand-over is the only thing here that is shared between threads.
/// </summary>
internal sealed unsafe partial class ChunkSource(Action<Action>? inBackground)
{
    public const int ChunkBytes = 1 << 21;
    private const int AdviseHugePage = 14;

    private const int Idle = 0;
    private const int Preparing = 1;
    private const int Closed = 2;

    private nint _prepared;
    private int _state;

    /// <summary>A chunk, aligned to its size, its content undefined.</summary>
    public byte* Take(bool hugePage)
    {
        if (!hugePage || inBackground is null || !OperatingSystem.IsLinux())
            return Map();
        var prepared = (byte*)Interlocked.Exchange(ref _prepared, 0);
        var chunk = prepared is not null ? prepared : Map();
        if (Interlocked.CompareExchange(ref _state, Preparing, Idle) == Idle)
            inBackground(Prepare);
        return chunk;
    }

    public static void Return(byte* chunk) => NativeMemory.AlignedFree(chunk);

    /// <summary>Gives back what is prepared, now or as soon as it is. Nothing may be taken afterwards.</summary>
    public void Close()
    {
        Interlocked.Exchange(ref _state, Closed);
        DropPrepared();
    }

    /// <summary>A refusal of the advice costs speed only, so its result does not matter.</summary>
    private void Prepare()
    {
        var chunk = Map();
        _ = Advise(chunk, ChunkBytes, AdviseHugePage);
        *chunk = 0;
        Interlocked.Exchange(ref _prepared, (nint)chunk);
        if (Interlocked.CompareExchange(ref _state, Idle, Preparing) == Closed)
            DropPrepared();
    }

    private void DropPrepared()
    {
        var chunk = Interlocked.Exchange(ref _prepared, 0);
        if (chunk != 0)
            Return((byte*)chunk);
    }

    private static byte* Map()
    {
        var chunk = (byte*)NativeMemory.AlignedAlloc(ChunkBytes, ChunkBytes);
        if ((ulong)chunk >> Cell.AddressBits != 0)
            throw new PlatformNotSupportedException("Memory addresses of more than 48 bits are not supported.");
        return chunk;
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* start, nuint length, int advice);
}
