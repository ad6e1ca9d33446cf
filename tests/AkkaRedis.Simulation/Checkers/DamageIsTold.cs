namespace AkkaRedis.Simulation.Checkers;

/// <summary>
/// Where a bit was flipped, recovery tells of damage or comes to all that there was: that is, after a stop in good order, all,
/// and after a crash at least the newest snapshot. Where none was, it never tells of damage.
/// </summary>
internal sealed class DamageIsTold : Checker
{
    private long _storedOffset;
    private long _snapshotOffset;
    private bool _isAttested;
    private bool _isFlipped;

    public override void Stored(in StoredGroup group) => _storedOffset = Math.Max(_storedOffset, group.EndOffset);

    public override void SnapshotCompleted(long offset)
    {
        _snapshotOffset = Math.Max(_snapshotOffset, offset);
        _storedOffset = Math.Max(_storedOffset, offset);
    }

    public override void Ended(LifeEnd end) => _isAttested = end == LifeEnd.Stopped;

    public override void Flipped() => _isFlipped = true;

    public override void Recovered(RecoveredShard shard)
    {
        var least = _isAttested ? _storedOffset : _snapshotOffset;
        Expect(!_isFlipped || shard.Offset >= least, $"a bit was flipped, and recovery came silently to {shard.Offset}, not {least}");
        (_storedOffset, _isFlipped) = (shard.Offset, false);
    }

    public override void DamageTold(string damage) => Expect(_isFlipped, $"nothing was flipped: {damage}");
}
