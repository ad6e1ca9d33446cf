using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace AkkaRedis.Protocol.Buffers;

/// <summary>
/// Objects that were used and may be used again, at most so many; further ones are left to the garbage collector. Counts what
/// is out, so that what is never given back shows as a number. For any thread.
/// </summary>
public sealed class BoundedPool<T>(int capacity)
    where T : class
{
    private readonly ConcurrentQueue<T> _free = new();
    private long _outstanding;
    private int _freeCount;

    /// <summary>Objects taken and not yet returned.</summary>
    public long Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>An object used before; false when there is none and the caller must make one.</summary>
    public bool TryTake([NotNullWhen(true)] out T? item)
    {
        Interlocked.Increment(ref _outstanding);
        if (!_free.TryDequeue(out item))
            return false;
        Interlocked.Decrement(ref _freeCount);
        return true;
    }

    /// <summary>Takes an object back; one that grew too big to keep is only counted.</summary>
    public void Return(T item, bool keep = true)
    {
        Interlocked.Decrement(ref _outstanding);
        if (!keep)
            return;
        if (Interlocked.Increment(ref _freeCount) <= capacity)
            _free.Enqueue(item);
        else
            Interlocked.Decrement(ref _freeCount);
    }
}
