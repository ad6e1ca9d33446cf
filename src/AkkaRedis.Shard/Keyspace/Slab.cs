using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// Native memory of one shard, so that keys and strings are no work for the garbage collector.
/// <para>
/// A run of 64 KB serves blocks of one size class and is found from any of its blocks by masking the address. It hands out
/// freed blocks first, then fresh ones in order; an empty run goes back to the <see cref="RunPool"/>. Blocks above
/// <see cref="SizeClasses.MaxSmall"/> are <see cref="LargeBlocks"/>.
/// </para>
/// Invariants: a run with a free block is in the list of its class; a free block holds the address of the next free one in
/// its first word and a poison made of its own address in the second, by which a double free is caught.
/// Single-threaded. Blocks die with the slab: whoever holds addresses must hold the slab too.
/// </summary>
internal sealed unsafe class Slab : IDisposable
{
    private const int RunHeaderBytes = RunPool.RunBytes - SizeClasses.RunPayloadBytes;
    private const uint RunMagic = 0x51AB_10C5;
    private const ulong Poison = 0xDEAD_B10C_F4EE_D0E5;

    private readonly Run** _openRuns;
    private readonly RunPool _runs;
    private readonly LargeBlocks _large = new();
    private long _smallBytes;
    private bool _released;

    /// <param name="inBackground">Runs work on another thread; without it memory is only prepared when it is needed.</param>
    public Slab(Action<Action>? inBackground = null)
    {
        _openRuns = (Run**)NativeMemory.AllocZeroed(SizeClasses.Count, (nuint)sizeof(Run*));
        _runs = new RunPool(inBackground);
    }

    ~Slab() => Release();

    /// <summary>Bytes of the blocks handed out, their rounding included.</summary>
    public long LiveBytes => _smallBytes + _large.Bytes;

    /// <summary>Bytes taken from the system.</summary>
    public long ReservedBytes => _runs.ReservedBytes + _large.Bytes;

    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>A block of at least <paramref name="size"/> bytes, aligned to 8, its content undefined.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Allocate(long size, out byte sizeClass)
    {
        sizeClass = SizeClasses.Of(size);
        return sizeClass != SizeClasses.Large ? AllocateSmall(sizeClass) : _large.Allocate(size, zeroed: false);
    }

    /// <summary>The same, filled with zeros.</summary>
    public byte* AllocateZeroed(long size, out byte sizeClass)
    {
        sizeClass = SizeClasses.Of(size);
        if (sizeClass == SizeClasses.Large)
            return _large.Allocate(size, zeroed: true);
        var block = AllocateSmall(sizeClass);
        new Span<byte>(block, SizeClasses.SizeOf(sizeClass)).Clear();
        return block;
    }

    /// <summary>Bytes that may be used of a block.</summary>
    public static long UsableBytes(byte* block, byte sizeClass) =>
        sizeClass != SizeClasses.Large ? SizeClasses.SizeOf(sizeClass) : LargeBlocks.UsableBytes(block);

    /// <summary>Bytes that a block of so many usable bytes counts in <see cref="LiveBytes"/>.</summary>
    public static long CountedBytes(long usableBytes, byte sizeClass) =>
        sizeClass != SizeClasses.Large ? usableBytes : usableBytes + LargeBlocks.HeaderBytes;

    public void Free(byte* block, byte sizeClass)
    {
        if (sizeClass == SizeClasses.Large)
            _large.Free(block);
        else
            FreeSmall(block, sizeClass);
    }

    /// <summary>Gives a large block another, still large size; it may move. Its content stays, up to the smaller size.</summary>
    public byte* ResizeLarge(byte* block, long size) => _large.Resize(block, size);

    private byte* AllocateSmall(byte sizeClass)
    {
        var run = _openRuns[sizeClass];
        if (run is null)
            run = OpenRun(sizeClass);
        var size = SizeClasses.SizeOf(sizeClass);
        var block = run->Free;
        if (block is not null)
            run->Free = *(byte**)block;
        else
            block = (byte*)run + RunHeaderBytes + run->Fresh++ * size;
        ((ulong*)block)[1] = 0;
        if (++run->Live == run->Capacity)
            Unlink(run);
        _smallBytes += size;
        return block;
    }

    private void FreeSmall(byte* block, byte sizeClass)
    {
        var run = (Run*)((nuint)block & ~(nuint)(RunPool.RunBytes - 1));
        var size = SizeClasses.SizeOf(sizeClass);
        var offset = (uint)(block - (byte*)run) - RunHeaderBytes;
        if (run->Magic != RunMagic || run->SizeClass != sizeClass || offset % (uint)size != 0)
            ThrowBadFree("no block of this size begins there");
        if (((ulong*)block)[1] == (Poison ^ (ulong)block))
            ThrowBadFree("the block is free already");
        *(byte**)block = run->Free;
        ((ulong*)block)[1] = Poison ^ (ulong)block;
        run->Free = block;
        _smallBytes -= size;
        if (run->Live-- == run->Capacity)
            Link(run);
        if (run->Live == 0)
            CloseRun(run);
    }

    private Run* OpenRun(byte sizeClass)
    {
        var run = (Run*)_runs.Take(out var number);
        *run = new Run
        {
            Magic = RunMagic,
            SizeClass = sizeClass,
            Capacity = (ushort)(SizeClasses.RunPayloadBytes / SizeClasses.SizeOf(sizeClass)),
            Number = number,
        };
        Link(run);
        return run;
    }

    private void CloseRun(Run* run)
    {
        Unlink(run);
        run->Magic = 0;
        _runs.Return(run->Number);
    }

    private void Link(Run* run)
    {
        var next = _openRuns[run->SizeClass];
        run->Next = next;
        run->Previous = null;
        if (next is not null)
            next->Previous = run;
        _openRuns[run->SizeClass] = run;
    }

    private void Unlink(Run* run)
    {
        if (run->Next is not null)
            run->Next->Previous = run->Previous;
        if (run->Previous is not null)
            run->Previous->Next = run->Next;
        else
            _openRuns[run->SizeClass] = run->Next;
    }

    private void Release()
    {
        if (_released)
            return;
        _released = true;
        _runs.FreeAll();
        _large.FreeAll();
        NativeMemory.Free(_openRuns);
        _smallBytes = 0;
    }

    [DoesNotReturn]
    private static void ThrowBadFree(string why) => throw new InvalidOperationException($"Invalid free: {why}.");

    private struct Run
    {
        public Run* Next;
        public Run* Previous;
        public byte* Free;
        public uint Magic;
        public int Number;
        public ushort Capacity;
        public ushort Live;
        public ushort Fresh;
        public byte SizeClass;
    }
}
