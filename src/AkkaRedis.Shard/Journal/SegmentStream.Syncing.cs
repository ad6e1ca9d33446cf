namespace AkkaRedis.Shard.Journal;

/// <summary>
/// How a stream comes to be on disk, which may happen beside the writing.
///
/// After a failed sync what is not known to be on disk is written once more (<see cref="SegmentRewrite"/>) before it is synced again.
/// </summary>
public sealed partial class SegmentStream
{
    private const int MinSentBytes = 1 << 18;

    /// <summary>Syncs what was written before the call; with <paramref name="sealedOnly"/> only segments that are full.</summary>
    public DiskFault? Sync(bool sealedOnly = false)
    {
        lock (_syncing)
        {
            var task = Unsynced(sealedOnly);
            if (task.Files.Count == 0)
                return null;
            if ((SyncFiles(task.Files) ?? (task.Rolls > _rollsSynced ? _disk.SyncFolder(_folder) : null)) is { } fault)
            {
                _isInDoubt = true;
                return fault;
            }

            _isInDoubt &= sealedOnly;
            MarkSynced(task);
            return null;
        }
    }

    /// <summary>
    /// Has what was written begin its way to the disk, so that the next sync holds nobody up for long. True when there is anything
    /// to be synced.
    /// </summary>
    public bool BeginWriteback()
    {
        lock (_syncing)
        {
            OpenSegment active;
            long from, to;
            lock (_gate)
            {
                if (_active is null)
                    return false;
                active = _active;
                (from, to) = (Math.Max(active.SentBytes, active.SyncedBytes), active.Bytes);
                if (to - from < MinSentBytes)
                    return to > active.SyncedBytes;
                active.SentBytes = to;
            }

            active.File.Writeback(from, to - from, wait: false);
            return true;
        }
    }

    private SyncTask Unsynced(bool sealedOnly)
    {
        lock (_gate)
        {
            var files = _sealed.ConvertAll(s => (s, s.Bytes));
            if (!sealedOnly && _active is not null && (_active.SyncedBytes < _active.Bytes || _rolls > _rollsSynced))
                files.Add((_active, _active.Bytes));
            return new SyncTask(files, sealedOnly && _active is not null ? _active.FirstSequence - 1 : _last, _rolls, _cuts);
        }
    }

    private DiskFault? SyncFiles(List<(OpenSegment Segment, long Bytes)> files)
    {
        foreach (var (segment, bytes) in files)
        {
            if (((_isInDoubt ? SegmentRewrite.Run(segment.File, segment.SyncedBytes, bytes) : null) ?? segment.File.Sync()) is { } fault)
                return fault;
        }

        return null;
    }

    /// <summary>A cut that came in between leaves it open which bytes were synced: the next sync will tell.</summary>
    private void MarkSynced(in SyncTask task)
    {
        lock (_gate)
        {
            foreach (var (segment, bytes) in task.Files)
            {
                if (_cuts == task.Cuts)
                    segment.SyncedBytes = bytes;
                if (_sealed.Remove(segment))
                    segment.File.Dispose();
            }

            _rollsSynced = task.Rolls;
            if (_cuts == task.Cuts)
                _synced = Math.Max(_synced, task.Through);
        }
    }

    /// <summary>What a sync is about: files up to a length, by which all up to a sequence number is on disk.</summary>
    private readonly record struct SyncTask(List<(OpenSegment Segment, long Bytes)> Files, long Through, int Rolls, int Cuts);
}
