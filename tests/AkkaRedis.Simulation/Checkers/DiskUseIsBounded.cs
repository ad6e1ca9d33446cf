namespace AkkaRedis.Simulation.Checkers;

/// <summary>
/// After a snapshot and pruning the journal has the log since the snapshot, what lies between two points of pruning, and two
/// segments' worth of what cannot be given back yet; of snapshots there is one.
/// </summary>
internal sealed class DiskUseIsBounded : Checker
{
    private readonly List<StoredGroup> _groups = [];
    private long _longestGroupBytes;

    public override void Stored(in StoredGroup group)
    {
        _groups.Add(group);
        _longestGroupBytes = Math.Max(_longestGroupBytes, group.Bytes);
    }

    public override void Tidied(in DiskUse use)
    {
        Expect(use.Snapshots == 1, $"there are {use.Snapshots} snapshots");
        var keptFrom = use.SnapshotOffset - use.SpacingBytes - _longestGroupBytes;
        var kept = _groups.Where(g => g.EndOffset > keptFrom).Sum(g => g.Bytes);
        var bound = kept + 2 * (use.SegmentBytes + _longestGroupBytes);
        Expect(use.JournalBytes <= bound, $"the journal has {use.JournalBytes} bytes after pruning to {use.SnapshotOffset}, not {bound}");
    }
}
