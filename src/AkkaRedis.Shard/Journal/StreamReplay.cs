namespace AkkaRedis.Shard.Journal;

/// <summary>
/// Reads the events of a stream between two sequence numbers, from files as they were at one moment. Whatever is broken here
/// was whole at that moment, so it is damage, and nothing is given out from behind it.
/// </summary>
public sealed class StreamReplay(
    IJournalDisk disk, StreamSnapshot stream, long fromSequence, long toSequence, JournalLimits limits) : IDisposable
{
    private readonly long _from = Math.Max(fromSequence, stream.PrunedSequence + 1);
    private readonly long _to = Math.Min(toSequence, stream.LastSequence);
    private int _segment = -1;
    private IJournalFile? _file;
    private SegmentReader? _reader;
    private long _last;

    /// <summary>The event read last; valid until the next is.</summary>
    public FrameHeader Frame => _reader!.Frame;

    public ReadOnlySpan<byte> Payload => _reader!.Payload;

    /// <summary>Where it is.</summary>
    public string Place => $"{Path} at byte {_reader!.Offset}";

    /// <summary>Why there is no next event, when that is not because all were read.</summary>
    public JournalFailure? Failure { get; private set; }

    /// <summary>Goes on to the next event; false at the end, or at a failure.</summary>
    public bool MoveNext()
    {
        while (Failure is null && _last < _to && _from <= _to)
        {
            if (_reader is null && !OpenNext())
                return false;
            switch (_reader!.Next())
            {
                case SegmentRead.Frame when _reader.Frame.IsEvent:
                    _last = _reader.Frame.Sequence;
                    if (_last >= _from)
                        return _last <= _to;
                    break;
                case SegmentRead.End:
                    CloseFile();
                    break;
                case SegmentRead.Broken:
                    Failure = Damaged(_reader.Offset, $"the frame after event {_last} is broken");
                    break;
                case SegmentRead.Fault:
                    Failure = JournalFailure.Of(_reader.Fault!);
                    break;
            }
        }

        return false;
    }

    public void Dispose() => CloseFile();

    private string Path => $"{stream.Folder}/{SegmentName.Of(stream.Segments[_segment].FirstSequence)}";

    private bool OpenNext()
    {
        _segment = _segment < 0 ? FirstSegment() : _segment + 1;
        if (_segment >= stream.Segments.Count)
        {
            Failure = new JournalFailure(JournalFailureKind.Damaged, $"{stream.Folder}: events {_last + 1} to {_to} are missing");
            return false;
        }

        var info = stream.Segments[_segment];
        if (_last > 0 && info.FirstSequence - 1 != _last)
            Failure = Damaged(0, $"events {_last + 1} to {info.FirstSequence - 1} should be in a file before it, which is missing");
        else if (!disk.TryOpen(Path, DiskOpen.Read, out _file, out var fault))
            Failure = JournalFailure.Of(fault);
        else
            ReadHeader(_file, info);
        return Failure is null;
    }

    private void ReadHeader(IJournalFile file, SegmentInfo info)
    {
        var end = info.EndOffset;
        if (end == SegmentInfo.WholeFile && file.ReadLength(out end) is { } fault)
        {
            Failure = JournalFailure.Of(fault);
            return;
        }

        _reader = new SegmentReader(file, end, limits.WindowBytes);
        var header = _reader.ReadHeader();
        if (_reader.Fault is not null)
            Failure = JournalFailure.Of(_reader.Fault);
        else if (header is null || header.Stream != stream.Stream || header.FirstSequence != info.FirstSequence)
            Failure = Damaged(0, "its head is broken or that of another segment");
        _last = info.FirstSequence - 1;
    }

    private int FirstSegment()
    {
        var index = 0;
        while (index + 1 < stream.Segments.Count && stream.Segments[index + 1].FirstSequence <= _from)
            index++;
        return index;
    }

    private JournalFailure Damaged(long offset, string what) => JournalFailure.Of(new StreamDamage(Path, offset, what));

    private void CloseFile()
    {
        _file?.Dispose();
        _file = null;
        _reader = null;
    }
}
