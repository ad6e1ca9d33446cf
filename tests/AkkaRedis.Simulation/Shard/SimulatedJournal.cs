using AkkaRedis.Shard.Journal;

namespace AkkaRedis.Simulation.Shard;

/// <summary>The store of a journal without its threads: each thing they do is a call.</summary>
internal sealed class SimulatedJournal(IJournalDisk disk, string id, JournalLimits limits)
{
    private readonly JournalQueue _queue = new(limits);
    private readonly QueuedStream _stream = new(id);
    private readonly FrameOutput _output = new(limits.OutputBytes);
    private readonly JournalStatus _status = new();
    private readonly List<Action> _background = [];
    private readonly List<JournalRequest> _taken = [];

    public SyncPolicy Policy { get; set; }

    public bool HasWork => _queue.HasReady;

    public void Post(JournalRequest request)
    {
        if (_queue.Post(_stream, request) is { } refusal)
            request.Fail(refusal);
    }

    /// <summary>One turn of a writer, on a stream that is opened when it is not.</summary>
    public void Turn()
    {
        if (_queue.TryTake(_taken) is null)
            return;
        var requests = _taken.ToList();
        _taken.Clear();
        if (_stream.Files is null && !TryOpen(out var failure))
            requests.ForEach(r => r.Fail(failure!));
        else
            new StreamTurn(_output, _status, _background.Add).Run(_stream.Files!, requests, Policy);
        _queue.Return(_stream);
    }

    /// <summary>True when by now everything is on disk.</summary>
    public bool SyncRound() =>
        _stream.Files is { } files && files.Sync(sealedOnly: Policy == SyncPolicy.No) is null && Policy != SyncPolicy.No;

    public void RunBackground()
    {
        var work = _background.ToList();
        _background.Clear();
        work.ForEach(w => w());
    }

    /// <summary>The end in good order; true when all is on disk and it is noted that it is.</summary>
    public bool Stop()
    {
        _queue.Close();
        while (HasWork)
            Turn();
        RunBackground();
        return _stream.Files is { } files && files.Attest(_output) is null;
    }

    private bool TryOpen(out JournalFailure? failure)
    {
        var isOpen = SegmentStream.TryOpen(disk, id, limits, out var files, out failure);
        _stream.Files = files;
        if (isOpen)
            _background.Add(() => _status.NoteFault(files!.DropLeftovers()));
        return isOpen;
    }
}
