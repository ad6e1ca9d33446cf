using System.IO.Hashing;
using System.Numerics;

namespace AkkaRedis.Shard.Values;

/// <summary>
/// The full form of a hash and of a set: linear hashing (Litwin 1980) over buckets that are packed lists of field, value, field,
/// value; in a set, which has fields only, of its members.
/// <para>Why: no object per field (an array per about ten of them), no free space to manage beside the buckets' own, and growth
/// one bucket at a time, so that no operation ever resizes the whole.</para>
/// Addressing: with n = 2^level + split buckets, a field belongs to the bucket of the low level + 1 bits of its hash, or, when
/// there is no such bucket yet, of the low level bits. Bucket i + 2^level takes its fields from bucket i, and on shrinking
/// gives them back.
/// Order and cursors: a bucket with d address bits holds exactly the hashes whose bit-reversed value lies in one interval of
/// 2^(64-d). A cursor is the upper 48 bits of a place in that order: all hashes before it have been seen. It stays true however
/// buckets split and merge meanwhile.
/// Text over <see cref="MaxInlineBytes"/> lies outside its bucket, so that a change in a bucket moves little.
/// </summary>
internal sealed class HashTable
{
    /// <summary>Longest field or value kept inside a bucket.</summary>
    public const int MaxInlineBytes = 1024;

    /// <summary>Fields in the average bucket when growing; a quarter of it when shrinking.</summary>
    private const int TargetFields = 10;

    /// <summary>The same in bytes: buckets of long values hold fewer fields.</summary>
    private const int TargetBytes = 4096;

    /// <summary>
    /// A bucket that needs more room gets a third of its size in addition: few fields later it needs it, and many arrays that
    /// live for a few fields only are what a generational collector does worst.
    /// </summary>
    private const int SpareShare = 3;

    private const int CursorShift = 16;

    /// <summary>The same on every member, so that a cursor goes on at another one.</summary>
    private const long HashSeed = 0x5ee0_11a5;

    /// <summary>Random tries before any field is taken: only a table that is nearly empty misses so often.</summary>
    private const int MaxRandomTries = 200;

    private readonly BucketDirectory _buckets = new();
    private readonly int _textsPerField;
    private LargeTexts? _large;
    private long _bucketBytes;

    /// <summary>An upper bound of the fields in any bucket, for fair random choice.</summary>
    private int _maxBucketFields;

    /// <param name="hasValues">A hash, where each field is followed by its value; else a set.</param>
    public HashTable(bool hasValues)
    {
        _textsPerField = hasValues ? 2 : 1;
        _buckets.Add();
    }

    /// <summary>Number of fields.</summary>
    public int Count { get; private set; }

    public int BucketCount => _buckets.Count;

    public long MemoryBytes => HeapBytes.Object + 40 + _buckets.HeapBytes + _bucketBytes + (_large?.HeapBytes ?? 0);

    public ref readonly PackedList Bucket(int index) => ref _buckets[index];

    /// <summary>Where a field is: its bucket and its place there; -1 when it is not.</summary>
    public int Find(ReadOnlySpan<byte> field, out int bucket)
    {
        bucket = AddressOf(HashOf(field));
        return FindIn(_buckets[bucket], field);
    }

    /// <summary>The text of an element of a bucket.</summary>
    public ReadOnlySpan<byte> TextAt(int bucket, int at, Span<byte> scratch)
    {
        ref var list = ref _buckets[bucket];
        return _large is not null && list.TryGetHandle(at, out var handle) ? _large[handle] : list.Get(at, scratch);
    }

    /// <summary>Sets a field; true when it is new.</summary>
    public bool Set(ReadOnlySpan<byte> field, ReadOnlySpan<byte> value)
    {
        ref var bucket = ref _buckets[AddressOf(HashOf(field))];
        var before = bucket.HeapBytes;
        var at = FindIn(bucket, field);
        if (at >= 0)
        {
            var valueAt = bucket.Next(at);
            ForgetLarge(bucket, valueAt);
            bucket.Replace(valueAt, ElementOf(value));
        }
        else
        {
            Add(ref bucket, ElementOf(field), ElementOf(value));
        }

        _bucketBytes += bucket.HeapBytes - before;
        GrowIfFull();
        return at < 0;
    }

    /// <summary>Adds a member to a set; false when it is there already.</summary>
    public bool Add(ReadOnlySpan<byte> member)
    {
        ref var bucket = ref _buckets[AddressOf(HashOf(member))];
        if (FindIn(bucket, member) >= 0)
            return false;
        var before = bucket.HeapBytes;
        var element = ElementOf(member);
        bucket.Reserve(element.Bytes, bucket.ElementBytes / SpareShare);
        bucket.Add(element);
        NoteAdded(bucket);
        _bucketBytes += bucket.HeapBytes - before;
        GrowIfFull();
        return true;
    }

    /// <summary>Removes a field; false when there is none.</summary>
    public bool Remove(ReadOnlySpan<byte> field)
    {
        var at = Find(field, out var bucket);
        if (at >= 0)
            RemoveAt(bucket, at);
        return at >= 0;
    }

    /// <summary>Removes the field at a place.</summary>
    public void RemoveAt(int index, int at)
    {
        ref var bucket = ref _buckets[index];
        var before = bucket.HeapBytes;
        ForgetLarge(bucket, at);
        if (_textsPerField == 2)
            ForgetLarge(bucket, bucket.Next(at));
        bucket.Remove(at, _textsPerField);
        bucket.Trim(maxFreePercent: 50);
        _bucketBytes += bucket.HeapBytes - before;
        Count--;
        if (_buckets.Count > 1 && Count < (long)_buckets.Count * TargetFields / 4
            && _bucketBytes < (long)_buckets.Count * TargetBytes / 4)
            Shrink();
    }

    /// <summary>Where some field is, each equally likely. Not for an empty table.</summary>
    public int RandomPlace(Random random, out int bucket)
    {
        for (var tries = 0; tries < MaxRandomTries; tries++)
        {
            bucket = random.Next(_buckets.Count);
            var index = _textsPerField * random.Next(_maxBucketFields);
            if (index < _buckets[bucket].Count)
                return _buckets[bucket].Seek(index);
        }

        bucket = random.Next(_buckets.Count);
        while (_buckets[bucket].IsEmpty)
            bucket = (bucket + 1) % _buckets.Count;
        return _buckets[bucket].First;
    }

    /// <summary>The bucket that a cursor stands before; the cursor moves behind it, 0 after the last one.</summary>
    public int BucketAt(ref ulong cursor)
    {
        var bucket = AddressOf(Reverse(cursor << CursorShift));
        var depth = DepthOf(bucket);
        cursor = depth == 0 ? 0 : (Reverse((ulong)bucket) + (1UL << (64 - depth))) >> CursorShift;
        return bucket;
    }

    /// <summary>An empty table of the same kind.</summary>
    public HashTable NewLike() => new(hasValues: _textsPerField == 2);

    public HashTable Clone()
    {
        var copy = NewLike();
        for (var bucket = 0; !copy.CopySome(this, ref bucket, int.MaxValue);)
        {
        }

        return copy;
    }

    /// <summary>
    /// Makes this new table a copy of another, by about so many fields further; true when it is complete. Nobody changes
    /// <paramref name="original"/> meanwhile; <paramref name="bucket"/> is the first one that is missing.
    /// </summary>
    public bool CopySome(HashTable original, ref int bucket, int units)
    {
        for (; bucket < original._buckets.Count && units > 0; bucket++)
        {
            if (bucket > 0)
                _buckets.Add();
            ref var copy = ref _buckets[bucket];
            copy = original._buckets[bucket].Clone();
            _bucketBytes += copy.HeapBytes;
            units -= copy.Count / _textsPerField + CollectionCopy.UnitsOf(copy);
        }

        if (original._large is not null && units > 0)
            _large ??= new LargeTexts(original._large);
        if (units <= 0 || _large?.CopySome(original._large!, units) == false)
            return false;
        Count = original.Count;
        _maxBucketFields = original._maxBucketFields;
        return true;
    }

    private static ulong HashOf(ReadOnlySpan<byte> field) => XxHash3.HashToUInt64(field, HashSeed);

    private int AddressOf(ulong hash)
    {
        var count = _buckets.Count;
        var level = BitOperations.Log2((uint)count);
        var address = (int)(hash & ((2UL << level) - 1));
        return address < count ? address : (int)(hash & ((1UL << level) - 1));
    }

    /// <summary>How many low bits of the hash a bucket's fields have in common.</summary>
    private int DepthOf(int bucket)
    {
        var level = BitOperations.Log2((uint)_buckets.Count);
        var full = 1 << level;
        return bucket >= full || bucket < _buckets.Count - full ? level + 1 : level;
    }

    private static ulong Reverse(ulong bits)
    {
        bits = ((bits >> 1) & 0x5555555555555555UL) | ((bits & 0x5555555555555555UL) << 1);
        bits = ((bits >> 2) & 0x3333333333333333UL) | ((bits & 0x3333333333333333UL) << 2);
        bits = ((bits >> 4) & 0x0F0F0F0F0F0F0F0FUL) | ((bits & 0x0F0F0F0F0F0F0F0FUL) << 4);
        return System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(bits);
    }

    private int FindIn(in PackedList bucket, ReadOnlySpan<byte> field)
    {
        if (field.Length <= MaxInlineBytes)
            return bucket.Find(new PackedElement(field), stride: _textsPerField);
        var end = bucket.End;
        for (var at = bucket.First; at < end; at = NextField(bucket, at))
        {
            if (bucket.TryGetHandle(at, out var handle) && field.SequenceEqual(_large![handle]))
                return at;
        }

        return -1;
    }

    private void Add(ref PackedList bucket, in PackedElement field, in PackedElement value)
    {
        bucket.Reserve(field.Bytes + value.Bytes, bucket.ElementBytes / SpareShare);
        bucket.Add(field);
        bucket.Add(value);
        NoteAdded(bucket);
    }

    private void NoteAdded(in PackedList bucket)
    {
        Count++;
        _maxBucketFields = Math.Max(_maxBucketFields, bucket.Count / _textsPerField);
    }

    private int NextField(in PackedList bucket, int at) => _textsPerField == 2 ? bucket.Next(bucket.Next(at)) : bucket.Next(at);

    private PackedElement ElementOf(ReadOnlySpan<byte> text)
    {
        if (text.Length <= MaxInlineBytes)
            return new PackedElement(text);
        _large ??= new LargeTexts();
        return PackedElement.OfHandle(_large.Add(text));
    }

    private void ForgetLarge(in PackedList bucket, int at)
    {
        if (_large is not null && bucket.TryGetHandle(at, out var handle))
            _large.Remove(handle);
    }

    private void GrowIfFull()
    {
        if (Count > (long)_buckets.Count * TargetFields || _bucketBytes > (long)_buckets.Count * TargetBytes)
            Grow();
    }

    /// <summary>Adds a bucket and moves there what belongs to it from the bucket it splits off.</summary>
    private void Grow()
    {
        var level = BitOperations.Log2((uint)_buckets.Count);
        var from = _buckets.Count - (1 << level);
        _buckets.Add();
        ref var source = ref _buckets[from];
        if (source.IsEmpty)
            return;
        var half = source.ElementBytes / 2 + source.ElementBytes / 2 / SpareShare;
        PackedList kept = PackedList.WithRoom(half), moved = PackedList.WithRoom(half);
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        for (int at = source.First, end = source.End; at < end;)
        {
            var next = NextField(source, at);
            if ((HashOf(TextAt(from, at, scratch)) >> level & 1) == 0)
                kept.Append(source, at, next, _textsPerField);
            else
                moved.Append(source, at, next, _textsPerField);
            at = next;
        }

        _bucketBytes += kept.HeapBytes + moved.HeapBytes - source.HeapBytes;
        source.Become(kept);
        _buckets[_buckets.Count - 1] = moved;
    }

    /// <summary>Gives the fields of the last bucket back to the one it was split off.</summary>
    private void Shrink()
    {
        var last = _buckets.Count - 1;
        ref var target = ref _buckets[last - (1 << BitOperations.Log2((uint)last))];
        var before = target.HeapBytes + _buckets[last].HeapBytes;
        target.Append(_buckets[last]);
        _maxBucketFields = Math.Max(_maxBucketFields, target.Count / _textsPerField);
        _bucketBytes += target.HeapBytes - before;
        _buckets[last].Become(default);
        _buckets.RemoveLast();
        if (last == 1)
            _maxBucketFields = Count;
    }
}
