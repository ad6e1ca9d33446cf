using System.Collections.Concurrent;

namespace AkkaRedis.Node.Clients;

/// <summary>A live connection as other connections see it.</summary>
public interface IClientHandle
{
    Session Session { get; }

    /// <summary>Asks the connection to close: replies already owed are dropped. Returns at once; idempotent.</summary>
    void Kill();
}

/// <summary>All live connections of the node.</summary>
public sealed class ClientRegistry
{
    private readonly ConcurrentDictionary<long, IClientHandle> _clients = new();
    private long _lastId;

    public int Count => _clients.Count;

    /// <summary>Live connections in ascending order of id.</summary>
    public IReadOnlyList<IClientHandle> Snapshot() => _clients.Values.OrderBy(c => c.Session.Id).ToArray();

    public long NextId() => Interlocked.Increment(ref _lastId);

    public IClientHandle? Find(long id) => _clients.GetValueOrDefault(id);

    public void Add(IClientHandle client) => _clients[client.Session.Id] = client;

    public void Remove(long id) => _clients.TryRemove(id, out _);
}
