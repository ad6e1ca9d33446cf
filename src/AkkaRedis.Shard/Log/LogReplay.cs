using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Shard.Log;

/// <summary>
/// Joins the groups of a journal to what a snapshot has, into one log without a gap. Groups that the snapshot has in it are
/// passed over, also in part; one that does not begin where the log has come to, or is of an older reign than the one before,
/// means that a part of the log is missing or wrong.
/// </summary>
/// <param name="offset">End of the log that the snapshot holds; 0 without one.</param>
public sealed class LogReplay(long offset)
{
    private long _epoch;

    /// <summary>Where the log has come to.</summary>
    public long Offset { get; private set; } = offset;

    /// <summary>What is wrong; null while nothing is.</summary>
    public string? Damage { get; private set; }

    /// <summary>
    /// Units of the group are to be carried out, the first of which begins so far into it. False: nothing of it is new, or it is
    /// wrong.
    /// </summary>
    public bool TryBegin(CommandGroup group, out int start)
    {
        start = 0;
        if (group.EndOffset <= Offset)
            return false;
        if (group.Offset > Offset)
            Damage ??= $"the log has nothing from offset {Offset} to {group.Offset}";
        else if (group.Epoch < _epoch)
            Damage ??= $"the log has epoch {group.Epoch} after {_epoch} at offset {group.Offset}";
        if (Damage is not null)
            return false;
        _epoch = group.Epoch;
        start = (int)(Offset - group.Offset);
        return true;
    }

    /// <summary>A unit of so many bytes was carried out.</summary>
    public void Advance(int unitBytes) => Offset += unitBytes;

    /// <summary>The bytes at the offset are no unit.</summary>
    public void Fail() => Damage ??= $"the log at offset {Offset} is not the beginning of a unit, or the unit is damaged";
}
