using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace AkkaRedis.Protocol.Buffers;

/// <summary>
/// Objects that were used and may be used again, at most so many; further ones are left to the garbage collector. Counts what
/// is out, so that what is never given back shows as a number. For any thread.
///
/// A thread keeps some of what it gives back for itself and takes the last one first: most objects are taken and given back by
/// the same thread, and the last one is still in the processor's cache.
/// </summary>
/// <param name="capacity">Objects kept for all threads, and a quarter of that more for each thread.</param>
public sealed class BoundedPool<T>(int capacity)
    where T : class
{
    [ThreadStatic]
    private static ThreadStack? _ofThread;

    private readonly ConcurrentQueue<T> _free = new();
    private long _outstanding;
    private int _freeCount;

    /// <summary>Objects taken and not yet returned.</summary>
    public long Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>An object used before; false when there is none and the caller must make one.</summary>
    public bool TryTake([NotNullWhen(true)] out T? item)
    {
        Interlocked.Increment(ref _outstanding);
        if (_ofThread is { } own && own.Owner == this && own.TryPop(out item))
            return true;
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
        _ofThread ??= new ThreadStack(this, capacity / 4);
        if (_ofThread.Owner == this && _ofThread.TryPush(item))
            return;
        if (Interlocked.Increment(ref _freeCount) <= capacity)
            _free.Enqueue(item);
        else
            Interlocked.Decrement(ref _freeCount);
    }

    /// <summary>What a thread keeps, of the first pool of this type of object that it gave something back to.</summary>
    private sealed class ThreadStack(BoundedPool<T> owner, int capacity)
    {
        private readonly T?[] _items = new T?[capacity];
        private int _count;

        public BoundedPool<T> Owner { get; } = owner;

        public bool TryPop([NotNullWhen(true)] out T? item)
        {
            if (_count == 0)
            {
                item = null;
                return false;
            }

            item = _items[--_count]!;
            _items[_count] = null;
            return true;
        }

        public bool TryPush(T item)
        {
            if (_count == _items.Length)
                return false;
            _items[_count++] = item;
            return true;
        }
    }
}
