namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// Picks a key by chance. The slot is chosen by its exact share of the keys; in a big slot the segment by its share of the
/// hashes, which differs from its share of the keys by a few per cent; in a segment each key is equally likely.
/// </summary>
internal static unsafe class RandomKey
{
    private const int Tries = 64;

    public static Blob Pick(KeyTable table, Random random)
    {
        if (table.Count == 0)
            return default;
        var segment = PickSegment(table, random);
        return Cell.BlobOf(segment->Cells[PickCell(segment, random)]);
    }

    /// <summary>A segment that has keys. There must be one.</summary>
    public static Segment* PickSegment(KeyTable table, Random random)
    {
        var slot = table.SlotOfNth(random.Next(table.Count));
        var segment = table.SegmentAt(slot, 0);
        for (var i = 0; i < Tries && (i == 0 || segment->Count == 0); i++)
            segment = table.SegmentOf(new KeyHash(slot, (ulong)random.NextInt64(long.MinValue, long.MaxValue)), out _);
        for (var number = 0; segment->Count == 0; number++)
            segment = table.SegmentAt(slot, number);
        return segment;
    }

    /// <summary>
    /// A cell that is taken, of a segment that has keys: any cell, until one is. Segments are rarely less than a third full, so a
    /// few tries do.
    /// </summary>
    public static uint PickCell(Segment* segment, Random random)
    {
        var at = (uint)random.Next((int)segment->Capacity);
        for (var i = 0; i < Tries && segment->Cells[at] == 0; i++)
            at = (uint)random.Next((int)segment->Capacity);
        while (segment->Cells[at] == 0)
            at = segment->Next(at);
        return at;
    }
}
