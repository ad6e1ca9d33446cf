namespace AkkaRedis.Shard.Keyspace;

/// <summary>The keys and expiry records of a database that was cleared, being freed in slices, slot by slot.</summary>
internal sealed unsafe class DiscardedContent(KeyTable table, ExpiryIndex? expiry, ValueHeap heap)
{
    private int _slot;
    private int _segment;
    private uint _cell;

    public long KeysLeft { get; private set; } = table.Count;

    /// <summary>Frees pieces until the units are used up; true when nothing is left.</summary>
    public bool FreeSome(ref int units)
    {
        while (units > 0 && KeysLeft > 0)
        {
            _slot = table.NextSlotWithKeys(_slot);
            FreeSlot(ref units);
        }

        if (KeysLeft > 0 || expiry is not null && !expiry.FreeSome(ref units))
            return false;
        table.FreeRoot();
        return true;
    }

    private void FreeSlot(ref int units)
    {
        for (; _segment < table.SegmentCount(_slot); _segment++)
        {
            var segment = table.SegmentAt(_slot, _segment);
            if (!FreeSegment(segment, ref units))
                return;
        }

        table.FreeSlot(_slot);
        _segment = 0;
        _slot++;
    }

    private bool FreeSegment(Segment* segment, ref int units)
    {
        for (; _cell < segment->Capacity; _cell++)
        {
            if (segment->Cells[_cell] == 0)
                continue;
            if (units <= 0)
                return false;
            heap.Free(Cell.BlobOf(segment->Cells[_cell]));
            units--;
            KeysLeft--;
        }

        segment->Free(heap.Slab);
        _cell = 0;
        return true;
    }
}
