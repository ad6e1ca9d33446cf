using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Rdb;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// Writers during a snapshot. What they change is saved first; where that takes more than a moment they wait, and the snapshot
/// takes those keys next.
/// </summary>
internal sealed partial class BatchRunner
{
    private readonly List<int> _changedKeyArgs = [];

    /// <summary>The snapshot that is being taken.</summary>
    public SnapshotWalk? Snapshot { get; set; }

    public bool ChangesMustWait =>
        Snapshot is { PendingBytes: var bytes } && bytes >= executor.WriteContext.Settings.SnapshotBufferBytes;

    private bool MustWaitForSnapshot(ShardBatch batch)
    {
        ref var item = ref batch[batch.Next];
        if (item.Kind == ShardItemKind.Command)
            return MustWaitForSnapshot(batch, item);
        var mustWait = false;
        for (var i = batch.Next + 1; i <= batch.Next + item.ArgCount; i++)
            mustWait |= MustWaitForSnapshot(batch, batch[i]);
        return mustWait;
    }

    private bool MustWaitForSnapshot(ShardBatch batch, in ShardItem item)
    {
        if (!item.Row!.IsWrite)
            return false;
        if (ChangesMustWait)
            return true;
        _changedKeyArgs.Clear();
        var args = batch.ArgsOf(item);
        if (!item.Row.Keys.HasKeys || !item.Row.Keys.Find(args, _changedKeyArgs))
            return false;
        var database = executor.Keyspace[item.Db];
        var mustWait = false;
        foreach (var arg in _changedKeyArgs)
        {
            if (!Snapshot!.IsUnsavedBig(database, args[arg]))
                continue;
            Snapshot.Urge(database, args[arg]);
            mustWait = true;
        }

        return mustWait;
    }
}
