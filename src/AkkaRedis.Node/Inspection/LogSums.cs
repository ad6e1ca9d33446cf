using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Node.Inspection;

/// <summary>
/// What the groups of a shard's log come to. Each must be whole units, and from the snapshot's offset on they must follow one
/// another without a gap.
/// </summary>
/// <param name="snapshotOffset">Of the newest snapshot; 0 without one.</param>
internal sealed class LogSums(long snapshotOffset)
{
    private readonly LogReplay _replay = new(snapshotOffset);
    private readonly List<(int Db, Args Args)> _unit = [];
    private string? _brokenUnit;

    public string? Problem => _brokenUnit ?? _replay.Damage;

    public long Groups { get; private set; }

    public long FirstEvent { get; private set; }

    public long LastEvent { get; private set; }

    public long Units { get; private set; }

    public long FirstEpoch { get; private set; }

    public long LastEpoch { get; private set; }

    public long FirstOffset { get; private set; }

    public long EndOffset { get; private set; }

    public void Add(long sequence, CommandGroup group)
    {
        if (Groups++ == 0)
            (FirstEvent, FirstEpoch, FirstOffset) = (sequence, group.Epoch, group.Offset);
        (LastEvent, LastEpoch, EndOffset) = (sequence, group.Epoch, group.EndOffset);
        CountUnits(group);
        if (_replay.TryBegin(group, out var start))
            _replay.Advance(group.Units.Length - start);
    }

    private void CountUnits(CommandGroup group)
    {
        for (var at = 0; at < group.Units.Length;)
        {
            _unit.Clear();
            if (LogUnitReader.Read(group.Units.Span[at..], _unit, out var bytes) != LogUnitResult.Unit)
            {
                _brokenUnit = $"the log at offset {group.Offset + at} is not the beginning of a unit, or the unit is damaged";
                return;
            }

            Units++;
            at += bytes;
        }
    }
}
