using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Node.Inspection;

/// <summary>The events of one stream of the journal as a start would read them, without changing a file.</summary>
internal sealed class StreamLook : IDisposable
{
    private readonly SegmentStream? _stream;
    private readonly StreamReplay? _replay;
    private readonly JournalFailure? _failure;

    public StreamLook(IJournalDisk journal, string stream)
    {
        var limits = new JournalLimits();
        if (!SegmentStream.TryOpen(journal, stream, limits, out _stream, out _failure))
            return;
        Held = _stream.Describe();
        _replay = new StreamReplay(journal, Held, 0, long.MaxValue, limits);
    }

    /// <summary>What the stream holds; null when it is damaged.</summary>
    public StreamSnapshot? Held { get; }

    /// <summary>Why nothing, or nothing more, can be read; names the file, and the place of a damage. Null while all is well.</summary>
    public string? Problem => (_failure ?? _replay?.Failure)?.Message;

    /// <summary>The event read last.</summary>
    public FrameHeader Frame => _replay!.Frame;

    /// <summary>Where it is.</summary>
    public string Place => _replay!.Place;

    public bool MoveNext() => _replay?.MoveNext() ?? false;

    /// <summary>The event read last as a group, with bytes of its own; null when it is none.</summary>
    public CommandGroup? Group() => Frame.Kind == FrameKind.Group
        ? new CommandGroup(Frame.Shard, Frame.Epoch, Frame.Offset, _replay!.Payload.ToArray())
        : null;

    public void Dispose()
    {
        _replay?.Dispose();
        _stream?.Dispose();
    }
}
