using System.Buffers;

namespace AkkaRedis.Protocol.Buffers;

/// <summary>
/// The one place where byte buffers of the wire are rented and returned. Counts what is out, so that a leak shows as a
/// number: after all connections are closed, <see cref="Outstanding"/> is what it was before they opened.
///
/// The shared array pool keeps one array of a size for each thread at hand and takes a lock for the next. A request that is
/// divided among shards takes a small buffer for each, so these are kept here: a stack for each thread, 64 KB at most.
/// </summary>
public static class BufferPool
{
    private const int SmallBytes = 512;
    private const int MaxSmall = 128;

    private static long _outstanding;

    [ThreadStatic]
    private static Stack<byte[]>? _small;

    /// <summary>Buffers rented and not yet returned, over the whole process.</summary>
    public static long Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>A buffer of at least <paramref name="minBytes"/> bytes with arbitrary content.</summary>
    public static byte[] Rent(int minBytes)
    {
        Interlocked.Increment(ref _outstanding);
        if (minBytes is > SmallBytes / 2 and <= SmallBytes)
            return _small is { } small && small.TryPop(out var buffer) ? buffer : new byte[SmallBytes];
        return ArrayPool<byte>.Shared.Rent(minBytes);
    }

    public static void Return(byte[] buffer)
    {
        Interlocked.Decrement(ref _outstanding);
        if (buffer.Length != SmallBytes)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            return;
        }

        _small ??= new Stack<byte[]>(MaxSmall);
        if (_small.Count < MaxSmall)
            _small.Push(buffer);
    }
}
