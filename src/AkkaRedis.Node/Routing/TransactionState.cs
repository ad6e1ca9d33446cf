using AkkaRedis.Node.Clients;

namespace AkkaRedis.Node.Routing;

/// <summary>MULTI and WATCH of one connection: the queue while a transaction is open, and where keys are watched.</summary>
internal sealed class TransactionState
{
    public TransactionQueue? Queue { get; private set; }

    /// <summary>The one shard whose keys are watched, or -1.</summary>
    public int WatchShard { get; private set; } = -1;

    public void Begin(Session session, long maxBytes)
    {
        Queue = new TransactionQueue(maxBytes);
        session.QueuedCommands = 0;
    }

    public void Watch(Session session, int shard, int keys)
    {
        WatchShard = shard;
        session.WatchedKeys += keys;
    }

    public void Unwatch(Session session)
    {
        WatchShard = -1;
        session.WatchedKeys = 0;
    }

    /// <summary>The queue now belongs to EXEC; the shard forgets the watched keys itself.</summary>
    public void Detach(Session session)
    {
        Queue = null;
        session.QueuedCommands = -1;
        session.QueuedBytes = 0;
        Unwatch(session);
    }

    public void End(Session session)
    {
        Queue?.Dispose();
        Detach(session);
    }
}
