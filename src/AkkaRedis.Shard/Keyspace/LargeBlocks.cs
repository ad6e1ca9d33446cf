using System.Runtime.InteropServices;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// Blocks too big for the classes of the <see cref="Slab"/>, each taken from the system's allocator. A header before the
/// block keeps its size and its place in the list of all, so that what is left can be freed with the slab.
/// </summary>
internal sealed unsafe class LargeBlocks
{
    private const ulong Magic = 0x1A46_E810_C4C0_FFEE;

    public static readonly int HeaderBytes = sizeof(Header);

    private Header* _first;

    /// <summary>Bytes of all blocks and their headers.</summary>
    public long Bytes { get; private set; }

    public static long UsableBytes(byte* block) => HeaderOf(block)->Bytes;

    public byte* Allocate(long size, bool zeroed)
    {
        var total = (nuint)(size + sizeof(Header));
        var header = (Header*)(zeroed ? NativeMemory.AllocZeroed(total) : NativeMemory.Alloc(total));
        if ((ulong)header >> Cell.AddressBits != 0)
            throw new PlatformNotSupportedException("Memory addresses of more than 48 bits are not supported.");
        header->Bytes = size;
        header->Magic = Magic;
        Link(header);
        return (byte*)(header + 1);
    }

    public byte* Resize(byte* block, long size)
    {
        var header = CheckedHeaderOf(block);
        var moved = (Header*)NativeMemory.Realloc(header, (nuint)(size + sizeof(Header)));
        Bytes += size - moved->Bytes;
        moved->Bytes = size;
        if (moved->Next is not null)
            moved->Next->Previous = moved;
        if (moved->Previous is not null)
            moved->Previous->Next = moved;
        else
            _first = moved;
        return (byte*)(moved + 1);
    }

    public void Free(byte* block)
    {
        var header = CheckedHeaderOf(block);
        Unlink(header);
        header->Magic = 0;
        NativeMemory.Free(header);
    }

    public void FreeAll()
    {
        while (_first is not null)
            Free((byte*)(_first + 1));
    }

    private void Link(Header* header)
    {
        header->Previous = null;
        header->Next = _first;
        if (_first is not null)
            _first->Previous = header;
        _first = header;
        Bytes += header->Bytes + sizeof(Header);
    }

    private void Unlink(Header* header)
    {
        Bytes -= header->Bytes + sizeof(Header);
        if (header->Next is not null)
            header->Next->Previous = header->Previous;
        if (header->Previous is not null)
            header->Previous->Next = header->Next;
        else
            _first = header->Next;
    }

    private static Header* HeaderOf(byte* block) => (Header*)block - 1;

    private static Header* CheckedHeaderOf(byte* block)
    {
        var header = HeaderOf(block);
        if (header->Magic != Magic)
            throw new InvalidOperationException("Invalid free: no large block begins there.");
        return header;
    }

    private struct Header
    {
        public Header* Next;
        public Header* Previous;
        public long Bytes;
        public ulong Magic;
    }
}
