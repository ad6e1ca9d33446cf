using System.Buffers;

namespace AkkaRedis.Protocol.Buffers;

/// <summary>
/// The one place where byte buffers of the wire are rented and returned. Counts what is out, so that a leak shows as a
/// number: after all connections are closed, <see cref="Outstanding"/> is what it was before they opened.
/// </summary>
public static class BufferPool
{
    private static long _outstanding;

    /// <summary>Buffers rented and not yet returned, over the whole process.</summary>
    public static long Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>A buffer of at least <paramref name="minBytes"/> bytes with arbitrary content.</summary>
    public static byte[] Rent(int minBytes)
    {
        Interlocked.Increment(ref _outstanding);
        return ArrayPool<byte>.Shared.Rent(minBytes);
    }

    public static void Return(byte[] buffer)
    {
        Interlocked.Decrement(ref _outstanding);
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
