namespace AkkaRedis.Simulation.Checkers;

/// <summary>What the journal has acknowledged, under any policy, is there when the process alone has crashed.</summary>
internal sealed class WrittenSurvives : Checker
{
    private long _storedOffset;
    private bool _mayBeLost;

    public override void Stored(in StoredGroup group) => _storedOffset = Math.Max(_storedOffset, group.EndOffset);

    public override void SnapshotCompleted(long offset) => _storedOffset = Math.Max(_storedOffset, offset);

    public override void Ended(LifeEnd end) => _mayBeLost |= end == LifeEnd.MachineCrash;

    public override void Flipped() => _mayBeLost = true;

    public override void Recovered(RecoveredShard shard)
    {
        Expect(_mayBeLost || shard.Offset >= _storedOffset, $"{_storedOffset} was written, recovery came to {shard.Offset}");
        (_storedOffset, _mayBeLost) = (shard.Offset, false);
    }
}
