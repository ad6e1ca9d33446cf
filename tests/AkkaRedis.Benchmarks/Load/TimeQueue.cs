namespace AkkaRedis.Benchmarks.Load;

/// <summary>Times of the requests of one connection that wait for their replies, oldest first, in a ring of fixed size.</summary>
internal sealed class TimeQueue(int capacity)
{
    private readonly long[] _times = new long[capacity];
    private long _head;
    private long _tail;

    public int Count => (int)(_tail - _head);

    public int Free => _times.Length - Count;

    public void Enqueue(long timeNs) => _times[_tail++ % _times.Length] = timeNs;

    public long Dequeue() => _times[_head++ % _times.Length];
}
