using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Values;

/// <summary>Where a field of a hash is; the default stands before the first one. Valid until the next change of the hash.</summary>
public readonly record struct HashPlace(int Bucket, int At, int NextAt);

/// <summary>
/// A hash as read commands see it: fields and values in a packed list (field, value, field, value) while it is small, else in
/// a <see cref="HashTable"/>, whose buckets are such lists too; so reading knows "buckets" only, and a small hash is one.
/// </summary>
public abstract class HashView : CollectionValue, IDrawable<HashPlace>
{
    private protected PackedList _packed;
    private protected HashTable? _table;

    public override ValueKind Kind => ValueKind.Hash;

    public override string EncodingName => _table is null ? "listpack" : "hashtable";

    /// <summary>Number of fields.</summary>
    public override int Count => _table?.Count ?? _packed.Count / 2;

    public override long MemoryBytes => HeapBytes.Object + 16 + (_table?.MemoryBytes ?? _packed.HeapBytes);

    /// <summary>Is it in full form, which SCAN walks in steps?</summary>
    public bool IsTable => _table is not null;

    private int BucketCount => _table?.BucketCount ?? 1;

    /// <summary>
    /// The value of a field; false when there is none. An integer's text is written into <paramref name="scratch"/> (20 bytes).
    /// </summary>
    public bool TryGet(ReadOnlySpan<byte> field, Span<byte> scratch, out ReadOnlySpan<byte> value)
    {
        var at = Find(field, out var bucket);
        value = at < 0 ? default : TextAt(bucket, Bucket(bucket).Next(at), scratch);
        return at >= 0;
    }

    public bool Contains(ReadOnlySpan<byte> field) => Find(field, out _) >= 0;

    /// <summary>Steps to the next field in the order of their places; false after the last.</summary>
    public bool MoveNext(ref HashPlace place)
    {
        for (var bucket = place.Bucket; bucket < BucketCount; bucket++)
        {
            if (MoveNextIn(bucket, ref place))
                return true;
        }

        return false;
    }

    /// <summary>Steps to the next field of one bucket; false after its last.</summary>
    public bool MoveNextIn(int bucket, ref HashPlace place)
    {
        ref readonly var list = ref Bucket(bucket);
        var at = place.Bucket == bucket && place.NextAt > 0 ? place.NextAt : list.First;
        if (at >= list.End)
            return false;
        place = new HashPlace(bucket, at, list.Next(list.Next(at)));
        return true;
    }

    public ReadOnlySpan<byte> FieldAt(HashPlace place, Span<byte> scratch) => TextAt(place.Bucket, place.At, scratch);

    public ReadOnlySpan<byte> ValueAt(HashPlace place, Span<byte> scratch) =>
        TextAt(place.Bucket, Bucket(place.Bucket).Next(place.At), scratch);

    /// <summary>
    /// For SCAN over the full form: the bucket a cursor stands before. The cursor moves behind it and is 0 after the last.
    /// </summary>
    public int ScanBucket(ref ulong cursor)
    {
        if (_table is not null)
            return _table.BucketAt(ref cursor);
        cursor = 0;
        return 0;
    }

    /// <summary>Number of fields in a bucket.</summary>
    public int CountIn(int bucket) => Bucket(bucket).Count / 2;

    /// <summary>Some field, each equally likely. Not for an empty hash.</summary>
    public HashPlace RandomPlace(Random random)
    {
        var bucket = 0;
        var at = _table is not null ? _table.RandomPlace(random, out bucket) : _packed.Seek(2 * random.Next(Count));
        ref readonly var list = ref Bucket(bucket);
        return new HashPlace(bucket, at, list.Next(list.Next(at)));
    }

    private protected int Find(ReadOnlySpan<byte> field, out int bucket)
    {
        if (_table is not null)
            return _table.Find(field, out bucket);
        bucket = 0;
        return _packed.Find(new PackedElement(field), stride: 2);
    }

    private ref readonly PackedList Bucket(int index)
    {
        if (_table is not null)
            return ref _table.Bucket(index);
        return ref _packed;
    }

    private ReadOnlySpan<byte> TextAt(int bucket, int at, Span<byte> scratch) =>
        _table is null ? _packed.Get(at, scratch) : _table.TextAt(bucket, at, scratch);
}
