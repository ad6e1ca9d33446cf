using System.Buffers.Text;
using AkkaRedis.Protocol;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Values;

/// <summary>Where a member of a set is; the default stands before the first one. Valid until the next change of the set.</summary>
public readonly record struct SetPlace(int Bucket, int At, int NextAt);

/// <summary>
/// A set as read commands see it. Three forms:
/// <list type="bullet">
/// <item>integers alone: an <see cref="IntegerSet"/>, as long as there are not too many;</item>
/// <item>few short members: a packed list, for which OBJECT ENCODING says hashtable, as Redis 7.0 has no such form;</item>
/// <item>all others: a <see cref="HashTable"/>.</item>
/// </list>
/// A set goes from the first form to one of the others and from the second to the third, never back. Small sets come in
/// millions, so there is one field: the array of one of the first two forms, or the table. Reading knows "buckets" only, and a
/// set that is no table is one.
/// </summary>
public abstract class SetView : CollectionValue, IDrawable<SetPlace>
{
    /// <summary>Null is an empty set that has no form yet.</summary>
    private protected object? _body;

    public override ValueKind Kind => ValueKind.Set;

    public override string EncodingName => IsIntegers ? "intset" : "hashtable";

    public override int Count => _body switch
    {
        HashTable table => table.Count,
        byte[] array => IntegerSet.IsIn(array) ? IntegerSet.Of(array).Count : PackedList.Of(array).Count,
        _ => 0,
    };

    public override long MemoryBytes =>
        HeapBytes.Object + 8 + (_body is HashTable table ? table.MemoryBytes : HeapBytes.OfArray((byte[]?)_body));

    /// <summary>Is it in full form, which SCAN walks in steps?</summary>
    public bool IsTable => _body is HashTable;

    /// <summary>Is it in the form of sorted integers?</summary>
    public bool IsIntegers => _body is byte[] array && IntegerSet.IsIn(array);

    private int BucketCount => _body is HashTable table ? table.BucketCount : 1;

    public bool Contains(ReadOnlySpan<byte> member) => TryFind(member, out _);

    /// <summary>Steps to the next member in the order of their places; false after the last.</summary>
    public bool MoveNext(ref SetPlace place)
    {
        for (var bucket = place.Bucket; bucket < BucketCount; bucket++)
        {
            if (MoveNextIn(bucket, ref place))
                return true;
        }

        return false;
    }

    /// <summary>Steps to the next member of one bucket; false after its last.</summary>
    public bool MoveNextIn(int bucket, ref SetPlace place)
    {
        var next = place.Bucket == bucket ? place.NextAt : 0;
        if (IsIntegers)
        {
            if (next >= Count)
                return false;
            place = new SetPlace(0, next, next + 1);
            return true;
        }

        var list = Bucket(bucket);
        var at = next > 0 ? next : list.First;
        if (at >= list.End)
            return false;
        place = new SetPlace(bucket, at, list.Next(at));
        return true;
    }

    /// <summary>The text of a member; an integer's is written into <paramref name="scratch"/> (20 bytes).</summary>
    public ReadOnlySpan<byte> MemberAt(SetPlace place, Span<byte> scratch)
    {
        if (_body is HashTable table)
            return table.TextAt(place.Bucket, place.At, scratch);
        var array = (byte[])_body!;
        if (!IntegerSet.IsIn(array))
            return PackedList.Of(array).Get(place.At, scratch);
        Utf8Formatter.TryFormat(IntegerSet.Of(array)[place.At], scratch, out var digits);
        return scratch[..digits];
    }

    /// <summary>
    /// For SCAN over the full form: the bucket a cursor stands before. The cursor moves behind it and is 0 after the last.
    /// </summary>
    public int ScanBucket(ref ulong cursor)
    {
        if (_body is HashTable table)
            return table.BucketAt(ref cursor);
        cursor = 0;
        return 0;
    }

    /// <summary>Number of members in a bucket.</summary>
    public int CountIn(int bucket) => _body is HashTable table ? table.Bucket(bucket).Count : Count;

    /// <summary>Some member, each equally likely. Not for an empty set.</summary>
    public SetPlace RandomPlace(Random random)
    {
        if (_body is HashTable table)
        {
            var place = table.RandomPlace(random, out var bucket);
            return new SetPlace(bucket, place, table.Bucket(bucket).Next(place));
        }

        var array = (byte[])_body!;
        var index = random.Next(Count);
        if (IntegerSet.IsIn(array))
            return new SetPlace(0, index, index + 1);
        var list = PackedList.Of(array);
        var at = list.Seek(index);
        return new SetPlace(0, at, list.Next(at));
    }

    /// <summary>Where a member is; false when it is not.</summary>
    private protected bool TryFind(ReadOnlySpan<byte> member, out SetPlace place)
    {
        var bucket = 0;
        var at = _body switch
        {
            HashTable table => table.Find(member, out bucket),
            byte[] array when !IntegerSet.IsIn(array) => PackedList.Of(array).Find(new PackedElement(member)),
            byte[] array when Numbers.TryParseLong(member, out var integer) => IntegerSet.Of(array).Find(integer),
            _ => -1,
        };
        place = new SetPlace(bucket, at, 0);
        return at >= 0;
    }

    private PackedList Bucket(int index) => _body is HashTable table ? table.Bucket(index) : PackedList.Of((byte[]?)_body);
}
