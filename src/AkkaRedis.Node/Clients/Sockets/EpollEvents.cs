using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace AkkaRedis.Node.Clients.Sockets;

/// <summary>
/// An array of struct epoll_event: 32 bits of flags and 64 bits of token, packed on x64 and aligned on other processors.
/// In native memory, where it does not move.
/// </summary>
internal sealed unsafe class EpollEvents(int capacity) : IDisposable
{
    private static readonly bool IsPacked = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86;
    private static readonly int TokenAt = IsPacked ? 4 : 8;
    private static readonly int EventBytes = TokenAt + sizeof(ulong);

    public byte* Start { get; } = (byte*)NativeMemory.AllocZeroed((nuint)(capacity * EventBytes));

    public int Capacity => capacity;

    public uint FlagsOf(int index) => *(uint*)(Start + (index * EventBytes));

    public ulong TokenOf(int index) => BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(TokenPlace(index), sizeof(ulong)));

    public void Set(int index, uint flags, ulong token)
    {
        *(uint*)(Start + (index * EventBytes)) = flags;
        BinaryPrimitives.WriteUInt64LittleEndian(new Span<byte>(TokenPlace(index), sizeof(ulong)), token);
    }

    public void Dispose() => NativeMemory.Free(Start);

    private byte* TokenPlace(int index) => Start + (index * EventBytes) + TokenAt;
}
