using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Execution;

/// <summary>A client whose blocking command waits for one of some keys to hold a value of one kind.</summary>
internal sealed class Waiter(int db, ValueKind kind, IReadOnlyList<byte[]> keys, long endTimestamp)
{
    /// <summary>An <see cref="EndTimestamp"/> that never comes.</summary>
    public const long NoEnd = long.MaxValue;

    public int Db { get; } = db;

    public ValueKind Kind { get; } = kind;

    public IReadOnlyList<byte[]> Keys { get; } = keys;

    /// <summary>When it has waited long enough: a TimeProvider timestamp, or <see cref="NoEnd"/>.</summary>
    public long EndTimestamp { get; } = endTimestamp;

    /// <summary>See <see cref="WaitRequest.State"/>.</summary>
    public object? State { get; init; }

    /// <summary>See <see cref="WaitRequest.EndsWithKey"/>.</summary>
    public bool EndsWithKey { get; init; }

    /// <summary>The batch whose next item is the command.</summary>
    public Stalled? Stalled { get; init; }

    /// <summary>What is left to do of a command that was served and takes long.</summary>
    public ISlicedJob? Job { get; set; }

    /// <summary>Is the command run again when a key of it holds this kind of value, or none?</summary>
    public bool IsServedFrom(ValueKind kind) => kind == Kind || EndsWithKey;

    /// <summary>Rank among all that ever waited on this shard; given by the <see cref="WaitTable"/>.</summary>
    internal long Order { get; set; }

    /// <summary>Its places in the lines of its keys; the table's.</summary>
    internal List<(WaitLine Line, LinkedListNode<Waiter> Place)> Places { get; } = new(1);
}

/// <summary>Those who wait for one key, the longest waiting first.</summary>
internal sealed class WaitLine(int db, byte[] key)
{
    public int Db { get; } = db;

    public byte[] Key { get; } = key;

    public LinkedList<Waiter> Waiters { get; } = new();

    /// <summary>It is among the keys whose waiters are to be served.</summary>
    public bool IsReady { get; set; }

    public bool Awaits(ValueKind kind)
    {
        foreach (var waiter in Waiters)
        {
            if (waiter.IsServedFrom(kind))
                return true;
        }

        return false;
    }
}
