using System.Text;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// One connection between its socket and the shards, without either: read chunks go in, batches go out to the gateway and
/// come back, reply bytes come out in request order.
///
/// Pending batches form a queue. The first not wholly routed one stops those behind it from being routed; the first not wholly
/// answered one stops those behind it from being answered. Replies are taken from parts as far as they have come, so that a
/// part whose replies had to be cut (ReplyFull) can go on.
/// Not thread-safe; everything happens in the turns of the connection's stage.
/// </summary>
internal sealed class ClientCore : IDisposable
{
    private const int ChunkBytes = 256 * 1024;

    private readonly Session _session;
    private readonly NodeServices _node;
    private readonly IShardGateway _gateway;
    private readonly RequestRouter _router;
    private readonly ShardLanes _lanes;
    private readonly Queue<PendingBatch> _pending = new();
    private readonly RespWriter _out = new();
    private readonly InvalidationGate _invalidations;
    private long _accepted;
    private long _answered;
    private bool _awaitsNode;
    private bool _isProtocolBroken;
    private bool _isDisposed;

    public ClientCore(Session session, NodeServices node, IShardGateway gateway, IReplySink sink, Random random)
    {
        _session = session;
        _node = node;
        _gateway = gateway;
        _lanes = new ShardLanes(gateway);
        _router = new RequestRouter(session, node, gateway.Slots, sink, new KeyDealer(), random, _lanes) { Gateway = gateway };
        _invalidations = new InvalidationGate(session);
    }

    /// <summary>May more be read from the client? Not while it lets too many replies wait or too much is in flight.</summary>
    public bool CanAccept =>
        !IsClosing && _pending.Count < _node.ClientSettings.MaxBatchesInFlight
        && _session.OutputBytes < _node.ClientSettings.OutputHighWaterBytes;

    /// <summary>Nothing is owed to the client.</summary>
    public bool IsIdle => _pending.Count == 0;

    /// <summary>
    /// All that is owed is the reply of a command that waits for keys or for the end of a pause, or of those behind it: nothing
    /// that a connection which ends would wait for.
    /// </summary>
    public bool OnlyWaits => _out.Length == 0 && IsAtRest;

    /// <summary>Nothing is being carried out: the next command owed an answer waits.</summary>
    private bool IsAtRest =>
        _pending.TryPeek(out var head) && head.NextSegment == head.Segments.Count
        && (head.Step is WaitStep ? _session.Wait is not null : head.Step is null && _session.IsPaused);

    /// <summary>No more is read; the connection closes once all that is owed was sent.</summary>
    public bool IsClosing => _isProtocolBroken || _router.IsClosing;

    /// <summary>Batches wait for a shard without a primary: call <see cref="RetryParked"/> now and then.</summary>
    public bool HasParked => _lanes.HasParked;

    /// <summary>Takes over a read chunk and routes what can be routed.</summary>
    public void Accept(CommandBatch source)
    {
        var pending = PendingBatch.Take(source);
        _pending.Enqueue(pending);
        _accepted++;
        Interlocked.Add(ref _node.Statistics.CommandsProcessed, source.Count);
        if (source.ProtocolError is { } error)
            RefuseProtocol(pending, error);
        if (_pending.Count == 1)
            RouteAndTell(pending);
        else
            RouteWaiting();
    }

    /// <summary>Takes a batch back from its shard; afterwards <see cref="RetryParked"/> is due when <see cref="HasParked"/>.</summary>
    public void Returned(ShardBatch batch)
    {
        var part = (Part)batch.Tag!;
        _lanes.Returned(batch);
        if (batch.Outcome == ShardBatchOutcome.WrongEpoch)
        {
            _lanes.Park(batch);
            return;
        }

        if (batch.Outcome == ShardBatchOutcome.DeadlinePassed)
            batch.FailRest("CLUSTERDOWN The shard does not serve; the command was not executed"u8);
        else if (batch.Outcome == ShardBatchOutcome.Unknown)
            batch.FailRest("ERR the shard stopped while it had the command, which may have been executed"u8);
        IsBack(part);
    }

    /// <summary>Tries again what waits for the end of a pause, or of what the node does for a command.</summary>
    public void RetryHeld()
    {
        if (_session.IsPaused || _awaitsNode)
            RouteWaiting();
    }

    /// <summary>Tries again what waits for a primary.</summary>
    public void RetryParked()
    {
        foreach (var batch in _lanes.Retry(_node.Time.GetTimestamp()) ?? [])
            GiveUp(batch);
    }

    /// <summary>A command that waits for keys is to wait no longer.</summary>
    public void EndWait(ClientWait wait, WaitEnd how) =>
        _gateway.TellEndOfWait(wait.Shard, new EndWait(_session.Id, wait.Sequence, how));

    /// <summary>
    /// Fills the chunk with reply bytes that are due, at most about a quarter megabyte unless one shard's replies are longer;
    /// false when none are.
    /// </summary>
    public bool TryTakeOutput(ReplyChunk chunk)
    {
        TakeInvalidations();
        while (_out.Length < ChunkBytes && _pending.TryPeek(out var head))
        {
            if (_out.Length == 0 && TryDetachWhole(head, chunk))
                break;
            Emit(head);
            if (!head.IsReplied)
                break;
            ReleaseHead();
        }

        if (_session.Subscriber is { HasMessages: true } subscriber && chunk.Buffer is null && MayTakeMessages())
            subscriber.MoveTo(_out, _session.Protocol == 3, ChunkBytes);
        if (chunk.Buffer is null)
            TakeInvalidations();
        if (chunk.Buffer is null)
            chunk.Fill(_out.Detach(out var length), length);
        if (chunk.Length == 0)
            chunk.Release();
        chunk.ClosesConnection = IsClosing && _pending.Count == 0;
        return chunk.Buffer is not null;
    }

    /// <summary>
    /// Takes back a batch whose connection has ended. One that its shard keeps a place for is told once more, so that the
    /// shard forgets it. Any thread.
    /// </summary>
    public static void ReturnedLate(ShardBatch batch, IShardGateway gateway)
    {
        if (batch.Outcome == ShardBatchOutcome.ReplyFull)
        {
            batch.BeginNextReply();
            batch.IsAbandoned = true;
            if (gateway.TryTell(batch, batch.Epoch))
                return;
        }

        batch.Release();
    }

    /// <summary>Ends the connection: what is here is given back now, what is with shards when it returns.</summary>
    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        if (_session.Subscriber is { } subscriber)
            _node.Forget(subscriber);
        _node.Tracking.TurnOff(_session);
        ForgetWatches();
        while (_pending.TryDequeue(out var pending))
            ReleaseUnanswered(pending);
        foreach (var batch in _lanes.TakeParked())
            batch.Release();
        _router.Dispose();
        _out.Release();
    }

    private void TakeInvalidations()
    {
        if (_session.Invalidations is not null)
            _invalidations.MoveTo(_out, _accepted, _answered, IsAtRest, ChunkBytes);
    }

    /// <summary>Messages come between replies, and never before the reply that confirms their subscription.</summary>
    private bool MayTakeMessages()
    {
        var taken = _pending.TryPeek(out var head) ? head.NextSegment : 0;
        foreach (var pending in _pending)
        {
            if (pending.MessagesFrom > taken)
                return false;
            taken = 0;
        }

        return true;
    }

    private void RefuseProtocol(PendingBatch pending, string error)
    {
        pending.Local.Error(Encoding.Latin1.GetBytes("ERR " + error));
        pending.AddLocal(0, isSuppressed: false);
        _isProtocolBroken = true;
    }

    private void RouteWaiting()
    {
        foreach (var pending in _pending)
        {
            if (!pending.IsRouted)
                RouteAndTell(pending);
            if (!pending.IsRouted)
                return;
        }
    }

    private void RouteAndTell(PendingBatch pending)
    {
        if (pending.Step is null or NodeStep { IsDone: true })
            _router.Route(pending);
        _awaitsNode = pending.Step is NodeStep;
        TellNewParts(pending);
    }

    private void TellNewParts(PendingBatch pending)
    {
        if (pending.PartsTold == pending.Parts.Count)
            return;
        var deadline = NewDeadline();
        while (pending.PartsTold < pending.Parts.Count)
            _lanes.Tell(pending.Parts[pending.PartsTold++].Batch, deadline);
    }

    private long NewDeadline() =>
        _node.Time.GetTimestamp() + _node.ClientSettings.RequestTimeoutMs * _node.Time.TimestampFrequency / 1000;

    private void AdvanceStep(Part part)
    {
        var pending = part.Owner;
        var start = pending.Local.Length;
        if (pending.Step!.OnReturned(part.Batch, pending.Local) is { } next)
        {
            pending.AddPart(next);
            TellNewParts(pending);
            return;
        }

        pending.Step = null;
        pending.AddLocal(start, pending.StepIsSuppressed);
        if (_session.Subscriber is not null)
            pending.MessagesFrom = pending.Segments.Count;
        RouteWaiting();
    }

    private void GiveUp(ShardBatch batch)
    {
        batch.FailRest("CLUSTERDOWN The shard does not serve; the command was not executed"u8);
        IsBack((Part)batch.Tag!);
    }

    private void IsBack(Part part)
    {
        part.IsBack = true;
        part.HeldBytes = part.Batch.Reply.Length;
        _session.OutputBytes += part.HeldBytes;
        if (part.Owner.Step is not null && ReferenceEquals(part, part.Owner.Parts[^1]))
            AdvanceStep(part);
        else if (_router.MayGoOn)
            RouteWaiting();
    }

    private void ReleaseHead()
    {
        var head = _pending.Dequeue();
        _answered++;
        foreach (var part in head.Parts)
            _session.OutputBytes -= part.HeldBytes;
        head.Release();
    }

    /// <summary>The common case, without a copy: the whole reply is that of one part.</summary>
    private bool TryDetachWhole(PendingBatch head, ReplyChunk chunk)
    {
        if (!head.IsRouted || head.Segments.Count != 1 || head.NextSegment != 0 || head.Parts.Count != 1)
            return false;
        var segment = head.Segments[0];
        var part = head.Parts[0];
        if (segment.Kind != SegmentKind.Items || segment.IsSuppressed || !part.IsFinished || part.Batch.ReplyBase != head.NextItem
            || segment.B != part.Batch.Count)
            return false;
        chunk.Fill(part.Batch.Reply.Detach(out var length), length);
        ReleaseHead();
        return true;
    }

    private void Emit(PendingBatch head)
    {
        while (head.NextSegment < head.Segments.Count)
        {
            var segment = head.Segments[head.NextSegment];
            var isDone = segment.Kind switch
            {
                SegmentKind.Local => EmitLocal(head, segment),
                SegmentKind.Items => EmitItems(head, segment),
                _ => EmitMerged(head, segment),
            };
            if (!isDone)
                return;
            head.NextSegment++;
            head.NextItem = 0;
            if (_out.Length >= ChunkBytes)
                return;
        }
    }

    private bool EmitLocal(PendingBatch head, in Segment segment)
    {
        if (!segment.IsSuppressed)
            _out.Raw(head.Local.WrittenSpan[segment.A..segment.B]);
        return true;
    }

    private bool EmitItems(PendingBatch head, in Segment segment)
    {
        var part = head.Parts[segment.Part];
        var batch = part.Batch;
        var from = Math.Max(segment.A, head.NextItem);
        var to = part.IsBack ? Math.Min(segment.B, batch.Next) : from;
        if (to > from)
        {
            if (!segment.IsSuppressed)
                _out.Raw(batch.Reply.WrittenSpan[batch.ReplyStartOf(from)..batch[to - 1].ReplyEnd]);
            head.NextItem = to;
            part.Taken = to;
            AskForRest(part);
        }

        return to == segment.B;
    }

    private bool EmitMerged(PendingBatch head, in Segment segment)
    {
        var merge = head.Merges[segment.A];
        if (!merge.IsReady)
            return false;
        if (!segment.IsSuppressed)
            merge.WriteTo(_out);
        foreach (var part in merge.TakePieces())
            AskForRest(part);
        return true;
    }

    /// <summary>A part that was cut because of its replies goes on when those were all taken.</summary>
    private void AskForRest(Part part)
    {
        if (part.IsFinished || part.Taken < part.Batch.Next)
            return;
        _session.OutputBytes -= part.HeldBytes;
        part.HeldBytes = 0;
        part.IsBack = false;
        part.Batch.BeginNextReply();
        _lanes.TellRest(part.Batch, NewDeadline());
    }

    /// <summary>Watched keys are remembered by their shard; a connection that ends while watching tells it.</summary>
    private void ForgetWatches()
    {
        if (_router.WatchShard < 0)
            return;
        _lanes.Tell(_router.BuildUnwatch(), long.MaxValue);
    }

    private void ReleaseUnanswered(PendingBatch pending)
    {
        (pending.Step as IDisposable)?.Dispose();
        if (pending.Step is WaitStep && pending.Parts[^1] is { IsBack: false } waiting)
            EndWait(new ClientWait(waiting.Batch.Shard, waiting.Batch.Sequence), WaitEnd.Gone);
        foreach (var part in pending.Parts)
        {
            if (part.IsBack && !part.IsFinished)
            {
                part.IsBack = false;
                part.Batch.IsAbandoned = true;
                _lanes.TellRest(part.Batch, long.MaxValue);
            }
        }

        pending.Release();
    }
}
