using System.Collections.Concurrent;

namespace AkkaRedis.Node.Clients;

/// <summary>A live connection as other connections see it.</summary>
public interface IClientHandle
{
    Session Session { get; }

    /// <summary>Asks the connection to close: replies already owed are dropped. Returns at once; idempotent.</summary>
    void Kill();

    /// <summary>Asks the connection to close once what it has received is answered. Returns at once; idempotent.</summary>
    void Drain();

    /// <summary>
    /// Asks a connection whose command waits for keys to wait no longer, with a time-out or an error as the reply; false when
    /// it does not wait. Returns at once.
    /// </summary>
    bool TryUnblock(bool withError);

    /// <summary>The connection waits for something that <see cref="Wake"/> makes it look at again.</summary>
    bool WantsSweep { get; }

    void Wake();
}

/// <summary>All live connections of the node.</summary>
public sealed class ClientRegistry
{
    private readonly ConcurrentDictionary<long, IClientHandle> _clients = new();
    private readonly Lock _emptying = new();
    private TaskCompletionSource? _whenEmpty;
    private long _lastId;

    public int Count => _clients.Count;

    /// <summary>Live connections in no order, without a copy.</summary>
    public IEnumerable<IClientHandle> All => _clients.Select(c => c.Value);

    /// <summary>Live connections in ascending order of id.</summary>
    public IReadOnlyList<IClientHandle> Snapshot() => _clients.Values.OrderBy(c => c.Session.Id).ToArray();

    public long NextId() => Interlocked.Increment(ref _lastId);

    public IClientHandle? Find(long id) => _clients.GetValueOrDefault(id);

    public void Add(IClientHandle client) => _clients[client.Session.Id] = client;

    public void Remove(long id)
    {
        if (!_clients.TryRemove(id, out _) || !_clients.IsEmpty)
            return;
        lock (_emptying)
            _whenEmpty?.TrySetResult();
    }

    /// <summary>Completes when no connection is left.</summary>
    public Task WhenEmpty()
    {
        lock (_emptying)
        {
            _whenEmpty = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_clients.IsEmpty)
                _whenEmpty.SetResult();
            return _whenEmpty.Task;
        }
    }
}
