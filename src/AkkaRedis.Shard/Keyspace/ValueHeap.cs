using AkkaRedis.Protocol;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>What blobs live in and point to: the native memory, the managed values, and the queue of what is to be freed.</summary>
internal sealed unsafe class ValueHeap
{
    /// <summary>Blocks above this are freed by <see cref="ReclaimQueue"/>: unmapping takes about 0.1 ms a megabyte.</summary>
    private const int ReclaimAboveBytes = 1 << 18;

    public ValueHeap(Action<Action>? inBackground)
    {
        Slab = new Slab(inBackground);
        Reclaims = new ReclaimQueue(this);
        Ledger = new ByteLedger(Objects);
    }

    public Slab Slab { get; }

    public ObjectTable Objects { get; } = new();

    public ReclaimQueue Reclaims { get; }

    public ByteLedger Ledger { get; }

    public UseClock Uses { get; } = new();

    /// <summary>
    /// The snapshot bit of values that are new or saved. Begins a snapshot by turning over, which makes all values there are ones
    /// that are to be saved.
    /// </summary>
    public int SnapshotBit { get; private set; }

    /// <summary>Who saves values before they change, while a snapshot is taken.</summary>
    public ISnapshotGuard? Guard { get; private set; }

    /// <summary>From now on values are saved before they change. What is cleared stays until the snapshot has it.</summary>
    public void BeginSnapshot(ISnapshotGuard guard)
    {
        Check.That(Guard is null, "one snapshot at a time");
        Ledger.Settle();
        Guard = guard;
        SnapshotBit ^= 1;
        Reclaims.HoldsContents = true;
    }

    /// <summary>Every value has the snapshot's bit.</summary>
    public void EndSnapshot()
    {
        Guard = null;
        Reclaims.HoldsContents = false;
    }

    /// <summary>Bytes of a key and its value as they are counted in the sums, without the share of its table.</summary>
    public long BytesOf(Blob blob) => Slab.CountedBytes(blob.BlockBytes, blob.SizeClass) + blob.Form switch
    {
        ValueForm.OutOfLine => Slab.CountedBytes(blob.Big.Capacity, SizeClasses.Of(blob.Big.Capacity)),
        ValueForm.Collection => Objects.BookedBytes(blob.ObjectIndex) + ObjectTable.BytesPerValue,
        _ => 0,
    };

    /// <summary>A string's bytes in a block of their own, with room for <paramref name="capacity"/>.</summary>
    public BigString NewBigString(ReadOnlySpan<byte> value, long capacity)
    {
        var data = Slab.Allocate(capacity, out var sizeClass);
        value.CopyTo(new Span<byte>(data, value.Length));
        return new BigString { Data = data, Length = (uint)value.Length, Capacity = (uint)Slab.UsableBytes(data, sizeClass) };
    }

    /// <summary>The same string with more room; what it held before is void.</summary>
    public BigString Grow(BigString big, long capacity)
    {
        if (SizeClasses.Of(big.Capacity) == SizeClasses.Large)
            return big with { Data = Slab.ResizeLarge(big.Data, capacity), Capacity = (uint)capacity };
        var grown = NewBigString(new ReadOnlySpan<byte>(big.Data, (int)big.Length), capacity);
        Slab.Free(big.Data, SizeClasses.Of(big.Capacity));
        return grown;
    }

    /// <summary>Frees a blob's block and what its value holds.</summary>
    public void Free(Blob blob)
    {
        Release(blob.Owned);
        FreeBlock(blob);
    }

    /// <summary>Frees a blob's block only.</summary>
    public void FreeBlock(Blob blob) => Slab.Free(blob.Address, blob.SizeClass);

    /// <summary>Frees what a value held, a big block later.</summary>
    public void Release(OwnedValue value)
    {
        if (value.HasObject)
            RemoveCollection(value.ObjectIndex);
        else if (value.Capacity > ReclaimAboveBytes)
            Reclaims.AddBlock(value.Data);
        else if (value.Data is not null)
            Slab.Free(value.Data, SizeClasses.Of(value.Capacity));
    }

    /// <summary>Gives a blob a collection.</summary>
    public void SetCollection(Blob blob, CollectionValue value) => blob.SetCollection(value.Kind, Objects.Add(value));

    /// <summary>Takes a collection from its key.</summary>
    public CollectionValue RemoveCollection(int objectIndex)
    {
        Ledger.Forget(objectIndex);
        return Objects.Remove(objectIndex);
    }
}
