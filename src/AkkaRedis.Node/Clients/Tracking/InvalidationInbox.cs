using System.Collections.Concurrent;

namespace AkkaRedis.Node.Clients.Tracking;

/// <summary>
/// Invalidations on their way to one connection: shards and other connections add, it alone takes. Bounded by the output limit
/// of the connection, which closes it.
/// </summary>
public sealed class InvalidationInbox(Action wake)
{
    private readonly ConcurrentQueue<Invalidation> _messages = new();
    private long _pendingBytes;

    /// <summary>Any thread.</summary>
    public long PendingBytes => Interlocked.Read(ref _pendingBytes);

    public int Count => _messages.Count;

    /// <summary>The next one may come before the reply to a request that is the only one of its batch.</summary>
    public bool IsNextAhead => _messages.TryPeek(out var next) && next.IsAhead;

    public void Add(in Invalidation message)
    {
        Interlocked.Add(ref _pendingBytes, message.Payload.Length);
        _messages.Enqueue(message);
        wake();
    }

    public bool TryTake(out Invalidation message)
    {
        if (!_messages.TryDequeue(out message))
            return false;
        Interlocked.Add(ref _pendingBytes, -message.Payload.Length);
        return true;
    }
}
