using System.IO.Hashing;

namespace AkkaRedis.Shard.Values;

/// <summary>
/// Finds members by their text: linear hashing over chains that run through the members' own cells, one bucket per member on
/// average. Grows and shrinks a bucket at a time, so that no operation ever resizes the whole.
/// </summary>
internal sealed class SortedIndex(SortedMembers members)
{
    private const int ChunkBits = 10;
    private const int ChunkSize = 1 << ChunkBits;

    /// <summary>Buckets given up by one removal: enough to keep up with removals, few enough not to be noticed.</summary>
    private const int MaxShrinks = 8;

    /// <summary>The same on every member of the cluster, so that a cursor goes on at another one.</summary>
    private const long HashSeed = 0x5ee0_11a5;

    private int[][] _chunks = [[SortedMembers.None, SortedMembers.None, SortedMembers.None, SortedMembers.None]];
    private int _count;

    public int BucketCount { get; private set; } = 1;

    public long HeapBytes { get; private set; } =
        Values.HeapBytes.Object + 40 + Values.HeapBytes.OfReferences(1) + Values.HeapBytes.OfInts(4);

    /// <summary>The first member of a bucket's chain.</summary>
    public ref int First(int bucket) => ref _chunks[bucket >> ChunkBits][bucket & (ChunkSize - 1)];

    public int Find(ReadOnlySpan<byte> text)
    {
        for (var member = First(AddressOf(text)); member != SortedMembers.None; member = members.NextOf(member))
        {
            if (members.TextOf(member).SequenceEqual(text))
                return member;
        }

        return SortedMembers.None;
    }

    /// <summary>Adds a member that is not here.</summary>
    public void Add(int member, ReadOnlySpan<byte> text)
    {
        Link(member, AddressOf(text));
        if (++_count > BucketCount)
            Grow();
    }

    public void Remove(int member)
    {
        Replace(member, members.NextOf(member));
        _count--;
        for (var i = 0; i < MaxShrinks && _count < BucketCount / 4; i++)
            Shrink();
    }

    /// <summary>Lets the chain of a member go on with another one in its place.</summary>
    public void Replace(int member, int by)
    {
        ref var first = ref First(AddressOf(members.TextOf(member)));
        if (first == member)
        {
            first = by;
            return;
        }

        var before = first;
        while (members.NextOf(before) != member)
            before = members.NextOf(before);
        members.SetNext(before, by);
    }

    /// <summary>The bucket that a cursor stands before; the cursor moves behind it, 0 after the last one.</summary>
    public int BucketAt(ref ulong cursor) => LinearAddress.At(ref cursor, BucketCount);

    private static ulong HashOf(ReadOnlySpan<byte> text) => XxHash3.HashToUInt64(text, HashSeed);

    private int AddressOf(ReadOnlySpan<byte> text) => LinearAddress.Of(HashOf(text), BucketCount);

    private void Link(int member, int bucket)
    {
        ref var first = ref First(bucket);
        members.SetNext(member, first);
        first = member;
    }

    /// <summary>Adds a bucket and moves there what belongs to it from the bucket it splits off.</summary>
    private void Grow()
    {
        EnsureRoom(BucketCount++);
        var from = LinearAddress.SplitOf(BucketCount, out var bit);
        var member = First(from);
        First(from) = First(BucketCount - 1) = SortedMembers.None;
        while (member != SortedMembers.None)
        {
            var next = members.NextOf(member);
            Link(member, (HashOf(members.TextOf(member)) >> bit & 1) == 0 ? from : BucketCount - 1);
            member = next;
        }
    }

    /// <summary>Gives the members of the last bucket back to the one it was split off.</summary>
    private void Shrink()
    {
        var target = LinearAddress.SplitOf(BucketCount, out _);
        for (var member = First(BucketCount - 1); member != SortedMembers.None;)
        {
            var next = members.NextOf(member);
            Link(member, target);
            member = next;
        }

        First(--BucketCount) = SortedMembers.None;
        if (BucketCount < ChunkSize || (BucketCount & (ChunkSize - 1)) != 0)
            return;
        _chunks[BucketCount >> ChunkBits] = null!;
        HeapBytes -= Values.HeapBytes.OfInts(ChunkSize);
    }

    private void EnsureRoom(int bucket)
    {
        var chunk = bucket >> ChunkBits;
        if (chunk == 0 && bucket == _chunks[0].Length)
        {
            HeapBytes += Values.HeapBytes.OfInts(bucket * 2) - Values.HeapBytes.OfInts(bucket);
            Array.Resize(ref _chunks[0], bucket * 2);
            _chunks[0].AsSpan(bucket).Fill(SortedMembers.None);
        }
        else if (chunk > 0 && (bucket & (ChunkSize - 1)) == 0)
        {
            AddChunk(chunk);
        }
    }

    private void AddChunk(int chunk)
    {
        if (chunk == _chunks.Length)
        {
            HeapBytes += 8L * chunk;
            Array.Resize(ref _chunks, chunk * 2);
        }

        _chunks[chunk] = new int[ChunkSize];
        _chunks[chunk].AsSpan().Fill(SortedMembers.None);
        HeapBytes += Values.HeapBytes.OfInts(ChunkSize);
    }
}
