using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Buffers;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Routing;

internal enum SegmentKind : byte
{
    /// <summary>Bytes [A, B) of the pending batch's own writer.</summary>
    Local,

    /// <summary>Replies of items [A, B) of part <see cref="Segment.Part"/>.</summary>
    Items,

    /// <summary>One reply made of several parts' replies: merge number A.</summary>
    Merged,
}

/// <summary>A piece of the reply of a pending batch, in request order.</summary>
internal struct Segment
{
    public SegmentKind Kind;
    public bool IsSuppressed;
    public int Part;
    public int A;
    public int B;
}

/// <summary>What of a read chunk went to one shard, and how far its replies have come.</summary>
internal sealed class Part
{
    public Part(ShardBatch batch, PendingBatch owner)
    {
        Batch = batch;
        Owner = owner;
    }

    public ShardBatch Batch { get; private set; }

    public PendingBatch Owner { get; }

    /// <summary>With the connection, not with the shard: replies up to <see cref="ShardBatch.Next"/> may be taken.</summary>
    public bool IsBack { get; set; }

    /// <summary>Items whose replies were taken out.</summary>
    public int Taken { get; set; }

    /// <summary>Reply bytes it holds, counted as output that waits for the client.</summary>
    public int HeldBytes { get; set; }

    public bool IsFinished => IsBack && Batch.Next == Batch.Count;

    /// <summary>Begins anew with another batch of the same owner.</summary>
    public void Reuse(ShardBatch batch)
    {
        Batch = batch;
        IsBack = false;
        Taken = 0;
        HeldBytes = 0;
    }

    public bool HasReplyOf(int item) => IsBack && item < Batch.Next;
}

/// <summary>
/// One read chunk on its way through the node: which of its commands are routed, the parts that went to shards, and the
/// segments from which its reply is put together in request order. Pooled.
/// </summary>
internal sealed class PendingBatch
{
    private const int MaxPooledSegments = 1024;
    private static readonly BoundedPool<PendingBatch> Pool = new(capacity: 1024);

    private readonly Stack<Part> _spareParts = [];

    private PendingBatch(CommandBatch source) => Source = source;

    public CommandBatch Source { get; private set; }

    public static PendingBatch Take(CommandBatch source)
    {
        if (!Pool.TryTake(out var pending))
            return new PendingBatch(source);
        pending.Source = source;
        return pending;
    }

    /// <summary>The next command to route.</summary>
    public int NextCommand { get; set; }

    /// <summary>Where the next piece of reply comes from: segment, and within it item.</summary>
    public int NextSegment { get; set; }

    public int NextItem { get; set; }

    public List<Segment> Segments { get; } = [];

    public List<Part> Parts { get; } = [];

    public List<MergedReply> Merges { get; } = [];

    /// <summary>Replies written at the connection itself.</summary>
    public RespWriter Local { get; } = new();

    /// <summary>A command that must be finished before the next one is routed.</summary>
    public IStep? Step { get; set; }

    /// <summary>The reply of the step is to be dropped (CLIENT REPLY).</summary>
    public bool StepIsSuppressed { get; set; }

    /// <summary>
    /// Segments that must have been taken before a message may be: replies that confirm subscriptions are among them.
    /// </summary>
    public int MessagesFrom { get; set; }

    /// <summary>Parts told to shards so far.</summary>
    public int PartsTold { get; set; }

    public bool IsRouted => NextCommand >= Source.Count && Step is null;

    public bool IsReplied => IsRouted && NextSegment == Segments.Count;

    public void AddLocal(int start, bool isSuppressed) =>
        AddSegment(new Segment { Kind = SegmentKind.Local, A = start, B = Local.Length, IsSuppressed = isSuppressed });

    /// <summary>Adds the reply of an item, joining it with the segment before where that is of the same part.</summary>
    public void AddItem(int part, int item, bool isSuppressed)
    {
        if (Segments.Count > NextSegment)
        {
            ref var last = ref System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Segments)[^1];
            if (last.Kind == SegmentKind.Items && last.Part == part && last.B == item && last.IsSuppressed == isSuppressed)
            {
                last.B = item + 1;
                return;
            }
        }

        AddSegment(new Segment { Kind = SegmentKind.Items, Part = part, A = item, B = item + 1, IsSuppressed = isSuppressed });
    }

    public void AddMerge(MergedReply merge, bool isSuppressed)
    {
        Merges.Add(merge);
        AddSegment(new Segment { Kind = SegmentKind.Merged, A = Merges.Count - 1, IsSuppressed = isSuppressed });
    }

    /// <summary>Adds a part for a batch and makes it the batch's tag.</summary>
    public Part AddPart(ShardBatch batch)
    {
        if (_spareParts.TryPop(out var part))
            part.Reuse(batch);
        else
            part = new Part(batch, this);
        batch.Tag = part;
        Parts.Add(part);
        return part;
    }

    /// <summary>Gives everything back that is with the connection. Parts still with shards are released when they return.</summary>
    public void Release()
    {
        var allBack = true;
        foreach (var part in Parts)
        {
            allBack &= part.IsBack;
            if (part.IsBack)
                part.Batch.Release();
        }

        Local.Release();
        Source.Release();
        if (allBack)
            Clear();
        Pool.Return(this, keep: allBack && Segments.Capacity <= MaxPooledSegments && Parts.Capacity <= MaxPooledSegments);
    }

    private void Clear()
    {
        foreach (var part in Parts)
            _spareParts.Push(part);
        Parts.Clear();
        Segments.Clear();
        Merges.Clear();
        NextCommand = NextSegment = NextItem = PartsTold = MessagesFrom = 0;
        Step = null;
        StepIsSuppressed = false;
    }

    private void AddSegment(in Segment segment) => Segments.Add(segment);
}

/// <summary>
/// A command that takes several rounds with shards, or decides something from a shard's reply; commands behind it wait.
/// </summary>
internal interface IStep
{
    /// <summary>
    /// Called when the part it asked for is back: writes the reply to <see cref="PendingBatch.Local"/> and returns null, or
    /// returns the next batch to tell.
    /// </summary>
    ShardBatch? OnReturned(ShardBatch returned, RespWriter reply);
}
