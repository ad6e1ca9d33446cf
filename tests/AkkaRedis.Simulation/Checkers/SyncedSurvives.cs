namespace AkkaRedis.Simulation.Checkers;

/// <summary>
/// What was synced is there after any crash: groups under always, what was stored before a round of syncing, complete snapshots,
/// all that a recovery has found.
/// </summary>
internal sealed class SyncedSurvives : Checker
{
    private long _storedOffset;
    private long _syncedOffset;
    private bool _isFlipped;

    public override void Stored(in StoredGroup group)
    {
        _storedOffset = Math.Max(_storedOffset, group.EndOffset);
        if (group.IsSynced)
            _syncedOffset = Math.Max(_syncedOffset, _storedOffset);
    }

    public override void Synced() => _syncedOffset = Math.Max(_syncedOffset, _storedOffset);

    public override void SnapshotCompleted(long offset) => _syncedOffset = Math.Max(_syncedOffset, offset);

    public override void Flipped() => _isFlipped = true;

    public override void Recovered(RecoveredShard shard)
    {
        Expect(_isFlipped || shard.Offset >= _syncedOffset, $"{_syncedOffset} was synced, recovery came to {shard.Offset}");
        _syncedOffset = _storedOffset = shard.Offset;
    }
}
