using System.Diagnostics.CodeAnalysis;

namespace AkkaRedis.Shard.Journal;

/// <summary>
/// One stream's files: a row of segments, of which the last is appended to.
///
/// One thread at a time appends and prunes; another may sync meanwhile. What both touch is under _gate, which is never held
/// while the disk works. Invariants: what Bytes of the open segments and _last count is whole in the files; all up to _synced
/// is on disk, names of files included; after a failed write nothing is written before what it left was cut off again, and
/// the cut synced, so that no rest of it can come to light behind newer frames.
/// </summary>
public sealed partial class SegmentStream : IDisposable
{
    /// <summary>A young segment takes little in advance, for there may be many streams with little in them.</summary>
    private const int MinReserveBytes = 1 << 16;

    private const int SegmentsOfAStream = 8;

    private readonly IJournalDisk _disk;
    private readonly string _stream;
    private readonly string _folder;
    private readonly JournalLimits _limits;
    private readonly Lock _gate = new();
    private readonly Lock _syncing = new();
    private readonly List<SegmentInfo> _segments;
    private readonly List<OpenSegment> _sealed = [];
    private readonly List<string> _leftovers;
    private readonly StreamCut? _cut;
    private OpenSegment? _active;
    private long _last;
    private long _pruned;
    private long _synced;
    private int _rolls;
    private int _rollsSynced;
    private int _cuts;
    private bool _isCutPending;
    private string? _halfMade;
    private bool _isInDoubt;

    private SegmentStream(IJournalDisk disk, string stream, string folder, JournalLimits limits, RecoveredStream recovered)
    {
        (_disk, _stream, _folder, _limits) = (disk, stream, folder, limits);
        (_segments, _leftovers, _cut) = (recovered.Segments, recovered.Leftovers, recovered.Cut);
        _last = _synced = recovered.LastSequence;
        _pruned = recovered.PrunedSequence;
    }

    public long LastSequence => _last;

    public long SyncedSequence => Volatile.Read(ref _synced);

    public StreamCut? Cut => _cut;

    /// <summary>Recovers a stream, or begins a new one. False when its files cannot be read or are damaged.</summary>
    public static bool TryOpen(
        IJournalDisk disk, string stream, JournalLimits limits,
        [NotNullWhen(true)] out SegmentStream? opened, [NotNullWhen(false)] out JournalFailure? failure)
    {
        opened = null;
        if (SegmentName.FolderOf(stream) is not { } folder)
        {
            failure = new JournalFailure(JournalFailureKind.Refused, $"'{stream}' cannot be the id of a stream: it is empty or too long");
            return false;
        }

        if (!new StreamRecovery(disk, folder, stream, limits).TryRun(out var recovered, out failure))
            return false;

        var made = new SegmentStream(disk, stream, folder, limits, recovered);
        if (made.OpenLast() is { } fault)
        {
            failure = JournalFailure.Of(fault);
            return false;
        }

        opened = made;
        return true;
    }

    /// <summary>
    /// Writes the frames of some requests, all or none. With <paramref name="sync"/> they are on disk afterwards. After a fault
    /// the stream is as it was, and the next try may succeed.
    /// </summary>
    public DiskFault? Append(IReadOnlyList<AppendRequest> requests, FrameOutput output, bool sync)
    {
        if ((Heal() ?? RollWhenFull()) is { } fault)
            return fault;
        var active = _active!;
        var (bytes, last) = (active.Bytes, _last);
        Reserve(active, bytes + requests.Sum(r => r.Bytes));
        output.Begin(active.File, bytes);
        fault = Write(requests, output);
        if (fault is null)
        {
            Publish(active, output.Offset, requests[^1].LastSequence);
            fault = sync ? Sync() : null;
        }

        if (fault is not null)
            CutBack(active, bytes, last);
        return fault;
    }

    /// <summary>Notes that events are given up; <see cref="DropLeftovers"/> frees their files.</summary>
    public DiskFault? Prune(long toSequence, FrameOutput output)
    {
        var to = Math.Min(toSequence, _last);
        if (to <= _pruned || _active is not { } active)
            return null;
        if (Mark(active, to, output) is { } fault)
            return fault;
        _pruned = to;
        // Without a new segment the space comes back later; that is no reason to fail.
        if (to == _last && active.Bytes >= _limits.PruneRollBytes && CanRoll)
            _ = Roll();
        CollectPruned();
        return null;
    }

    /// <summary>
    /// Syncs all and notes behind it that this is done, for a stop in good order: what is found broken afterwards cannot be taken
    /// for a torn tail.
    /// </summary>
    public DiskFault? Attest(FrameOutput output) =>
        _active is { } active ? Sync() ?? Mark(active, _pruned, output) ?? Sync() : null;

    /// <summary>
    /// Deletes the files of which all is pruned, once it is on disk that it is. May run beside all else; what fails is tried
    /// again at the next call.
    /// </summary>
    public DiskFault? DropLeftovers()
    {
        string[] files;
        lock (_gate)
            files = [.. _leftovers];
        if (files.Length == 0)
            return null;
        if (Sync() is { } syncFault)
            return syncFault;
        foreach (var file in files)
        {
            if (_disk.Delete(file) is { Kind: not DiskFaultKind.Missing } fault)
                return fault;
            lock (_gate)
                _leftovers.Remove(file);
        }

        return null;
    }

    public StreamSnapshot Describe()
    {
        var segments = new List<SegmentInfo>(_segments);
        if (_active is not null)
            segments[^1] = segments[^1] with { EndOffset = _active.Bytes };
        return new StreamSnapshot(_stream, _folder, segments, _last, _pruned, SyncedSequence, _cut);
    }

    /// <summary>Closes the files as they are; nobody may use the stream any more.</summary>
    public void Dispose()
    {
        _active?.File.Dispose();
        foreach (var segment in _sealed)
            segment.File.Dispose();
        _sealed.Clear();
    }

    private bool CanRoll => _active is null || _last >= _active.FirstSequence;

    private DiskFault? OpenLast()
    {
        if (_segments.Count == 0)
            return null;
        var last = _segments[^1];
        if (!_disk.TryOpen($"{_folder}/{SegmentName.Of(last.FirstSequence)}", DiskOpen.Write, out var file, out var fault))
            return fault;
        _active = new OpenSegment(file, last.FirstSequence, last.EndOffset) { SyncedBytes = last.EndOffset };
        return null;
    }

    private DiskFault? Write(IReadOnlyList<AppendRequest> requests, FrameOutput output)
    {
        var synced = SyncedSequence;
        for (var i = 0; i < requests.Count; i++)
        {
            foreach (var frame in requests[i].Frames)
            {
                if (output.Add(frame.Header with { SyncedSequence = synced }, frame.Payload.Span) is { } fault)
                    return fault;
            }
        }

        return output.Flush();
    }

    private DiskFault? Mark(OpenSegment active, long pruned, FrameOutput output)
    {
        if (Heal() is { } healing)
            return healing;
        output.Begin(active.File, active.Bytes);
        var mark = new FrameHeader
        {
            Kind = FrameKind.Prune, Shard = FrameHeader.NoShard, Sequence = _last, Offset = pruned, SyncedSequence = SyncedSequence,
        };
        if ((output.Add(mark, default) ?? output.Flush()) is { } fault)
        {
            CutBack(active, active.Bytes, _last);
            return fault;
        }

        Publish(active, output.Offset, _last);
        return null;
    }

    /// <summary>Space taken in advance only helps: when there is none, writing says so.</summary>
    private void Reserve(OpenSegment active, long bytes)
    {
        if (bytes <= active.ReservedBytes)
            return;
        var ahead = Math.Min(_limits.ReserveBytes, Math.Max(MinReserveBytes, bytes));
        active.ReservedBytes = Math.Max(bytes, Math.Min(bytes + ahead, _limits.SegmentBytes));
        _ = active.File.Reserve(active.ReservedBytes);
    }

    private void Publish(OpenSegment active, long bytes, long last)
    {
        lock (_gate)
        {
            active.Bytes = bytes;
            _last = last;
        }
    }

    private void CutBack(OpenSegment active, long bytes, long last)
    {
        lock (_gate)
        {
            (active.Bytes, _last) = (bytes, last);
            active.SyncedBytes = Math.Min(active.SyncedBytes, bytes);
            _synced = Math.Min(_synced, last);
            _cuts++;
        }

        _isCutPending = true;
        _ = Heal();
    }

    /// <summary>Removes what failures left over; nothing is written as long as that cannot be done.</summary>
    private DiskFault? Heal() => DropHalfMade() ?? CutPending();

    private DiskFault? DropHalfMade()
    {
        if (_halfMade is null)
            return null;
        if (_disk.Delete(_halfMade) is { Kind: not DiskFaultKind.Missing } fault)
            return fault;
        if (_disk.SyncFolder(_folder) is { } folderFault)
            return folderFault;
        _halfMade = null;
        return null;
    }

    private DiskFault? CutPending()
    {
        if (!_isCutPending)
            return null;
        if ((_active!.File.Truncate(_active.Bytes) ?? _active.File.Sync()) is { } fault)
            return fault;
        _active.ReservedBytes = _active.Bytes;
        _isCutPending = false;
        return null;
    }

    private DiskFault? RollWhenFull() => _active is null || (IsFull(_active) && CanRoll) ? Roll() : null;

    private bool IsFull(OpenSegment active)
    {
        if (active.Bytes < Math.Min(_limits.MinSegmentBytes, _limits.SegmentBytes))
            return false;
        return active.Bytes >= _limits.SegmentBytes || active.Bytes >= _segments.Sum(s => s.EndOffset) / SegmentsOfAStream;
    }

    /// <summary>Begins another segment. What is left of one that failed is removed before anything else is written.</summary>
    private DiskFault? Roll()
    {
        var first = _last + 1;
        var path = $"{_folder}/{SegmentName.Of(first)}";
        if (_active is null && (_disk.CreateFolder(_folder) ?? _disk.SyncFolder("")) is { } folderFault)
            return folderFault;
        _halfMade = path;
        if (!_disk.TryOpen(path, DiskOpen.Create, out var file, out var fault))
            return fault;
        var header = new SegmentHeader(_stream, first, _pruned, SyncedSequence).ToBytes();
        fault = file.Write(0, header);
        if (fault is not null)
        {
            file.Dispose();
            return fault;
        }

        _halfMade = null;

        lock (_gate)
        {
            Seal();
            _active = new OpenSegment(file, first, header.Length);
            _segments.Add(new SegmentInfo(first, header.Length));
            _rolls++;
        }

        return null;
    }

    private void Seal()
    {
        if (_active is null)
            return;
        _segments[^1] = _segments[^1] with { EndOffset = _active.Bytes };
        _sealed.Add(_active);
    }

    private void CollectPruned()
    {
        lock (_gate)
        {
            while (_segments.Count > 1 && _segments[1].FirstSequence - 1 <= _pruned)
            {
                _leftovers.Add($"{_folder}/{SegmentName.Of(_segments[0].FirstSequence)}");
                _segments.RemoveAt(0);
            }
        }
    }
}
