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

    /// <summary>Keys, blocks and databases that wait.</summary>
    public long Pending =>
        _blocks.Count + (_orphans.IsEmpty ? 0 : _orphans.Count) + (_contents.Count == 0 ? 0 : _contents.Sum(c => c.KeysLeft + 1));

    public void AddContent(DiscardedContent content) => _contents.Enqueue(content);

    public void AddBlock(byte* block) => _blocks.Enqueue((nint)block);

    /// <summary>Takes a blob that is in no table; callable from any thread.</summary>
    public void AddOrphan(Blob blob) => _orphans.Enqueue((nint)blob.Address);

    /// <summary>Frees up to so many pieces; true when more wait.</summary>
    public bool FreeSome(int units)
    {
        for (; units > 0 && _orphans.TryDequeue(out var orphan); units--)
            heap.Free(new Blob((byte*)orphan));
        for (; units > 0 && _blocks.TryDequeue(out var block); units--)
            FreeSlice((byte*)block);
        while (units > 0 && _contents.TryPeek(out var content))
        {
            if (content.FreeSome(ref units))
                _contents.Dequeue();
        }

        return _blocks.Count > 0 || _contents.Count > 0 || !_orphans.IsEmpty;
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
