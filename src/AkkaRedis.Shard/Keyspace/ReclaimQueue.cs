using System.Collections.Concurrent;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// What was removed and is too much to free at once: the content of cleared databases, big blocks, and values that were
/// detached and dropped (these come from the finalizer's thread; nothing else here is shared).
/// Freed in slices of units: a key, a chunk of expiry records, or a piece of a big block each count one.
/// </summary>
internal sealed unsafe class ReclaimQueue(ValueHeap heap)
{
    /// <summary>How much of a big block goes at a time: about a millisecond's worth of unmapping.</summary>
    private const long SliceBytes = 8 << 20;

    private readonly Queue<DiscardedContent> _contents = new();
    private readonly Queue<nint> _blocks = new();
    private readonly ConcurrentQueue<nint> _orphans = new();
    private long _pending;

    /// <summary>Cleared databases are not freed: a snapshot has yet to save what was in them.</summary>
    public bool HoldsContents { get; set; }

    /// <summary>Is there something that <see cref="FreeSome"/> would free?</summary>
    public bool AnyFreeable => _blocks.Count > 0 || !_orphans.IsEmpty || _contents.Count > 0 && !HoldsContents;

    /// <summary>Keys, blocks and databases that wait; may be read from any thread.</summary>
    public long Pending => Volatile.Read(ref _pending) + (_orphans.IsEmpty ? 0 : _orphans.Count);

    public void AddContent(DiscardedContent content)
    {
        _contents.Enqueue(content);
        CountPending();
    }

    public void AddBlock(byte* block)
    {
        _blocks.Enqueue((nint)block);
        CountPending();
    }

    /// <summary>Takes a blob that is in no table; callable from any thread.</summary>
    public void AddOrphan(Blob blob) => _orphans.Enqueue((nint)blob.Address);

    /// <summary>Frees up to so many pieces; true when more wait.</summary>
    public bool FreeSome(int units)
    {
        for (; units > 0 && _orphans.TryDequeue(out var orphan); units--)
            heap.Free(new Blob((byte*)orphan));
        for (; units > 0 && _blocks.TryDequeue(out var block); units--)
            FreeSlice((byte*)block);
        while (units > 0 && !HoldsContents && _contents.TryPeek(out var content))
        {
            if (content.FreeSome(ref units))
                _contents.Dequeue();
        }

        CountPending();
        return AnyFreeable;
    }

    private void CountPending()
    {
        long pending = _blocks.Count;
        foreach (var content in _contents)
            pending += content.KeysLeft + 1;
        Volatile.Write(ref _pending, pending);
    }

    private void FreeSlice(byte* block)
    {
        var left = LargeBlocks.UsableBytes(block) - SliceBytes;
        if (left <= 0)
            heap.Slab.Free(block, SizeClasses.Large);
        else
            _blocks.Enqueue((nint)heap.Slab.ResizeLarge(block, left));
    }
}
