using AkkaRedis.Shard.Journal;
using AkkaRedis.Shard.Snapshots;
using AkkaRedis.Simulation.Checkers;

namespace AkkaRedis.Simulation.Shard;

/// <summary>Snapshots of a life, one at a time, and the pruning after each.</summary>
internal sealed partial class SimulatedShard
{
    private SimulatedSnapshot? _snapshot;

    public bool IsTakingSnapshot => _snapshot is not null;

    public void BeginSnapshot()
    {
        var header = new SnapshotHeader(Shard, _epoch, _world.Time.NowMs);
        _snapshot = new SimulatedSnapshot(_folder, header, _world.Settings.FrameBytes);
        _engine.BeginSnapshot(_snapshot);
        if (_world.Broken == BrokenPart.PruneAtBegin)
            Prune(_engine.LogOffset);
    }

    /// <summary>The sink has room, or has none.</summary>
    public void SetRoom(bool hasRoom) => _snapshot!.HasRoom = hasRoom;

    /// <summary>Writes so many bytes of the snapshot to its file. True when it is over, well or not.</summary>
    public bool WriteSnapshot(int bytes)
    {
        var snapshot = _snapshot!;
        switch (snapshot.Step(bytes, _world.Broken == BrokenPart.SnapshotNamedLate ? _engine.LogOffset : null))
        {
            case SnapshotStep.Unfinished:
                return false;
            case SnapshotStep.Complete:
                OnComplete(snapshot.File!);
                break;
        }

        _snapshot = null;
        return true;
    }

    /// <summary>A whole snapshot with all that follows it, while the disk is well; the one under way, when there is one.</summary>
    public void SnapshotAndTidy(bool isChecked)
    {
        if (!IsTakingSnapshot)
            BeginSnapshot();
        var snapshot = _snapshot!;
        SetRoom(true);
        while (!WriteSnapshot(int.MaxValue))
            Turn();
        while (HasJournalWork)
            JournalTurn();
        RunBackground();
        if (snapshot.File is not { } file || !isChecked)
            return;
        var limits = _world.Settings.Limits;
        var use = new DiskUse(
            file.LogOffset, _world.Disk.BytesIn(Stream), _world.Disk.FilesIn(_folder.Folder), limits.SegmentBytes,
            _world.Settings.SpacingBytes);
        _world.Checkers.Tell(c => c.Tidied(use));
    }

    private void OnComplete(SnapshotFile file)
    {
        _world.Checkers.Tell(c => c.SnapshotCompleted(file.LogOffset));
        _ = _folder.DeleteBefore(file.LogOffset);
        if (_world.Broken != BrokenPart.PruneNever)
            Prune(file.LogOffset);
    }

    private void Prune(long offset)
    {
        if (_points.TakeUpTo(offset) is > 0 and var sequence && _isLogOpen)
            _journal.Post(new PruneRequest(sequence, _ => { }));
    }
}
