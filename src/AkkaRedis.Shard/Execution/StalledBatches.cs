using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Commands;

namespace AkkaRedis.Shard.Execution;

/// <summary>A batch that is in the middle of execution, and the later batches of its connection that wait behind it.</summary>
internal sealed class Stalled(ShardBatch batch)
{
    public ShardBatch Batch { get; set; } = batch;

    public ISlicedJob? Job { get; set; }

    /// <summary>What the job took so far.</summary>
    public long JobTicks { get; set; }

    /// <summary>What it waits for; <see cref="Execution.Pause.TurnOver"/> and Job wait for nothing but their turn.</summary>
    public Pause Pause { get; set; }

    /// <summary>With <see cref="Execution.Pause.Waiting"/>: its place among those who wait for keys.</summary>
    public Waiter? Waiter { get; set; }

    public Queue<ShardBatch> Later { get; } = new();
}

/// <summary>
/// The unfinished batches of a shard, one per connection, in the order in which they get their next turn. Keeps the promise
/// that commands of one connection run in order while those of others go on.
/// </summary>
internal sealed class StalledBatches
{
    private readonly Dictionary<long, Stalled> _byConnection = [];
    private readonly Queue<Stalled> _runnable = new();
    private readonly List<Stalled> _waiting = [];

    public int Count => _byConnection.Count;

    public bool Any => _byConnection.Count > 0;

    public bool AnyRunnable => _runnable.Count > 0;

    public Stalled? Find(long connectionId) => _byConnection.GetValueOrDefault(connectionId);

    public void Add(Stalled stalled) => _byConnection.Add(stalled.Batch.ConnectionId, stalled);

    /// <summary>To the end of the line, to those who wait for a lock, or, waiting for its sender or for keys, to no line.</summary>
    public void Queue(Stalled stalled)
    {
        if (stalled.Pause == Pause.Locked)
            _waiting.Add(stalled);
        else if (stalled.Pause is not (Pause.ReplyFull or Pause.Waiting))
            _runnable.Enqueue(stalled);
    }

    public Stalled TakeNext() => _runnable.Dequeue();

    public void Remove(Stalled stalled) => _byConnection.Remove(stalled.Batch.ConnectionId);

    /// <summary>A lock was released: all who waited for one may try again.</summary>
    public void WakeLockWaiters()
    {
        foreach (var stalled in _waiting)
        {
            stalled.Pause = Pause.TurnOver;
            _runnable.Enqueue(stalled);
        }

        _waiting.Clear();
    }

    /// <summary>
    /// Every batch held, for giving back when the shard stops (not those that are with their senders anyway); empties the table.
    /// </summary>
    public List<(ShardBatch Batch, bool Started)> TakeAll()
    {
        var all = new List<(ShardBatch, bool)>();
        foreach (var stalled in _byConnection.Values)
        {
            if (stalled.Pause != Pause.ReplyFull)
                all.Add((stalled.Batch, true));
            foreach (var later in stalled.Later)
                all.Add((later, false));
        }

        _byConnection.Clear();
        _runnable.Clear();
        _waiting.Clear();
        return all;
    }
}
