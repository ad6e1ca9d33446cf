namespace AkkaRedis.Shard.Journal;

/// <summary>
/// Does what waits for a stream, in order. Writes that follow one another are committed as one group: one write, and with
/// <see cref="SyncPolicy.Always"/> one sync, for all of them. Each thread of the journal has one of these.
/// </summary>
public sealed class StreamTurn(FrameOutput output, JournalStatus status, Action<Action> inBackground)
{
    private readonly List<AppendRequest> _group = [];

    public void Run(SegmentStream stream, IReadOnlyList<JournalRequest> requests, SyncPolicy policy)
    {
        for (var i = 0; i < requests.Count; i++)
        {
            if (requests[i] is AppendRequest append)
            {
                Gather(stream, append);
                continue;
            }

            Commit(stream, policy);
            if (requests[i] is PruneRequest prune)
                Prune(stream, prune);
            else if (requests[i] is DescribeRequest describe)
                describe.Complete(stream.Describe());
        }

        Commit(stream, policy);
    }

    private void Gather(SegmentStream stream, AppendRequest append)
    {
        var last = _group.Count > 0 ? _group[^1].LastSequence : stream.LastSequence;
        foreach (var frame in append.Frames)
        {
            if (frame.Header.Sequence <= last)
            {
                append.Fail(new JournalFailure(JournalFailureKind.Refused,
                    $"event {frame.Header.Sequence} cannot follow event {last}: is the id in use twice?"));
                return;
            }

            last = frame.Header.Sequence;
        }

        _group.Add(append);
    }

    private void Commit(SegmentStream stream, SyncPolicy policy)
    {
        if (_group.Count == 0)
            return;
        var fault = stream.Append(_group, output, sync: policy == SyncPolicy.Always);
        var failure = fault is null ? null : JournalFailure.Of(fault);
        status.Committed(_group, failure);
        foreach (var append in _group)
        {
            if (failure is null)
                append.Complete();
            else
                append.Fail(failure);
        }

        _group.Clear();
    }

    private void Prune(SegmentStream stream, PruneRequest prune)
    {
        if (stream.Prune(prune.ToSequence, output) is { } fault)
        {
            prune.Fail(JournalFailure.Of(fault));
            return;
        }

        prune.Complete();
        inBackground(() => status.NoteFault(stream.DropLeftovers()));
    }
}
