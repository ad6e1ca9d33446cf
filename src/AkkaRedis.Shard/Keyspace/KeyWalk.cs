namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// Walks a <see cref="KeyTable"/> in hash order. A cursor is a position (see <see cref="KeyHash"/>): all keys before it were
/// returned, none behind it. It says nothing of capacities or depths, so whatever grows, splits or shrinks between two calls,
/// a key that stays is returned; where a boundary falls between two cells of the old shape, some are returned again.
/// </summary>
internal static unsafe class KeyWalk
{
    private const ulong End = ScanCursor.Max + 1;
    private const ulong SlotSpan = 1UL << KeyHash.InSlotBits;

    /// <summary>
    /// Appends about <paramref name="minEntries"/> entries; where to go on, 0 at the end. Cells of one home are never parted.
    /// </summary>
    public static ulong Scan(KeyTable table, ulong cursor, int minEntries, List<Entry> into, ValueHeap heap)
    {
        var position = cursor & (End - 1);
        var enough = into.Count + Math.Max(1, minEntries);
        while (into.Count < enough)
        {
            var slot = ScanCursor.SlotOf(position);
            var next = table.NextSlotWithKeys(slot);
            if (next == KeyTable.SlotCount)
                return 0;
            if (next != slot)
                position = ScanCursor.StartOf(next);
            position = WalkSegment(table, position, enough, into, heap);
            if (position >= End)
                return 0;
        }

        return position;
    }

    public static ulong ScanSlot(KeyTable table, int slot, ulong cursor, int minEntries, List<Entry> into, ValueHeap heap)
    {
        if (table.CountInSlot(slot) == 0)
            return 0;
        var start = ScanCursor.StartOf(slot);
        var position = start | cursor & (SlotSpan - 1);
        var enough = into.Count + Math.Max(1, minEntries);
        while (into.Count < enough && position < start + SlotSpan)
            position = WalkSegment(table, position, enough, into, heap);
        return position < start + SlotSpan ? position - start : 0;
    }

    /// <summary>Appends the cells of a segment from a position on, home by home, until there are enough; where to go on.</summary>
    private static ulong WalkSegment(KeyTable table, ulong position, int enough, List<Entry> into, ValueHeap heap)
    {
        var hash = KeyHash.AtPosition(position);
        var segment = table.SegmentOf(hash, out var depth);
        var rangeBits = KeyHash.InSlotBits - depth;
        var rangeStart = position >> rangeBits << rangeBits;
        var rangeEnd = rangeStart + (1UL << rangeBits);
        if (segment->Count == 0)
            return rangeEnd;
        var from = hash.FingerprintAt(depth);
        for (var home = segment->HomeOf(from); home < segment->Capacity; home++)
        {
            if (into.Count >= enough)
                return rangeStart + ((ulong)segment->FirstFingerprintOf(home) << (rangeBits - Cell.FingerprintBits));
            AppendHome(segment, home, from, into, heap);
        }

        return rangeEnd;
    }

    private static void AppendHome(Segment* segment, uint home, uint from, List<Entry> into, ValueHeap heap)
    {
        var at = home;
        for (var distance = 0u; ; distance++)
        {
            var cell = segment->Cells[at];
            if (cell == 0)
                return;
            var cellDistance = segment->DistanceOf(cell, at);
            if (cellDistance < distance)
                return;
            if (cellDistance == distance && Cell.FingerprintOf(cell) >= from)
                into.Add(new Entry(Cell.BlobOf(cell), heap));
            at = segment->Next(at);
        }
    }
}
