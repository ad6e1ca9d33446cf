namespace AkkaRedis.Shard.Journal;

/// <summary>
/// What a reading of one whole segment found. The good part ends with the last whole write; behind it is nothing, or what the
/// machine had not finished when it stopped, or damage.
/// </summary>
internal sealed class SegmentSurvey
{
    /// <summary>Events of which nothing so far says that they were on disk, and where they end.</summary>
    private readonly Queue<(long Sequence, long EndOffset)> _unsynced = new();

    private SegmentSurvey(string name, long firstSequence)
    {
        Name = name;
        FirstSequence = firstSequence;
        LastSequence = firstSequence - 1;
    }

    public string Name { get; }

    public long FirstSequence { get; }

    public long Bytes { get; private set; }

    public bool HasHeader { get; private set; }

    /// <summary>Is it a segment of another stream, place or version? Not ours to cut.</summary>
    public bool IsForeign { get; private set; }

    /// <summary>End of the good part.</summary>
    public long GoodBytes { get; private set; }

    /// <summary>Last sequence number of the good part.</summary>
    public long LastSequence { get; private set; }

    /// <summary>What the good part says was pruned, one note after the other.</summary>
    public List<long> PrunedSequences { get; } = [];

    /// <summary>The highest number that anything here says was on disk, behind a broken place too.</summary>
    public long SyncedSequence { get; private set; }

    /// <summary>So much of the segment was on disk, as its own frames say.</summary>
    public long SyncedBytes { get; private set; }

    public bool IsWhole => HasHeader && GoodBytes == Bytes;

    /// <summary>Reads a segment through. Null with a fault when the disk failed.</summary>
    public static SegmentSurvey? Take(
        IJournalDisk disk, string folder, string stream, string name, JournalLimits limits, out DiskFault? fault)
    {
        SegmentName.TryParse(name, out var first);
        var survey = new SegmentSurvey(name, first);
        if (!disk.TryOpen($"{folder}/{name}", DiskOpen.Read, out var file, out fault))
            return null;
        using (file)
        {
            fault = file.ReadLength(out var bytes);
            if (fault is not null)
                return null;
            survey.Bytes = bytes;
            var reader = new SegmentReader(file, bytes, limits.WindowBytes);
            survey.Read(reader, stream);
            fault = reader.Fault;
        }

        return fault is null ? survey : null;
    }

    private void Read(SegmentReader reader, string stream)
    {
        var header = reader.ReadHeader();
        IsForeign = header is not null && !(header.Stream == stream && header.FirstSequence == FirstSequence
            && header.FormVersion == SegmentHeader.Version);
        if (header is not null && !IsForeign)
        {
            HasHeader = true;
            PrunedSequences.Add(header.PrunedSequence);
            SyncedSequence = header.SyncedSequence;
            GoodBytes = reader.NextOffset;
            ReadGoodPart(reader);
        }

        if (!IsWhole)
            ReadOnBehind(reader);
    }

    private void ReadGoodPart(SegmentReader reader)
    {
        var last = LastSequence;
        while (reader.Next() == SegmentRead.Frame && Follows(reader.Frame, last))
        {
            var frame = reader.Frame;
            SyncedSequence = Math.Max(SyncedSequence, frame.SyncedSequence);
            last = frame.Sequence;
            NoteSynced(frame, reader.NextOffset);
            if (frame.IsContinued)
                continue;
            (GoodBytes, LastSequence) = (reader.NextOffset, last);
            if (!frame.IsEvent)
                PrunedSequences.Add(frame.Offset);
        }
    }

    private void NoteSynced(in FrameHeader frame, long endOffset)
    {
        if (frame.IsEvent)
            _unsynced.Enqueue((frame.Sequence, endOffset));
        while (_unsynced.TryPeek(out var first) && first.Sequence <= SyncedSequence)
            SyncedBytes = _unsynced.Dequeue().EndOffset;
    }

    private void ReadOnBehind(SegmentReader reader)
    {
        while (reader.TryFindNext())
            SyncedSequence = Math.Max(SyncedSequence, reader.Frame.SyncedSequence);
    }

    private static bool Follows(in FrameHeader frame, long last) => frame.IsEvent ? frame.Sequence > last : frame.Sequence == last;
}
