namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// Picks several keys by chance, for eviction. They are neighbours in the table, from a place chosen as <see cref="RandomKey"/>
/// does: as keys lie in the order of a hash, neighbours have nothing in common but their slot, and a row of them costs little more
/// than one. Where a place has too few, others are tried.
/// </summary>
internal static unsafe class KeySample
{
    /// <summary>Keys looked at, at most, for those that expire.</summary>
    private const int MaxLooks = 256;

    private const int MaxPlaces = 64;

    /// <summary>Fills a part of <paramref name="into"/>; how much of it. The same key may come twice.</summary>
    public static int Take(KeyTable table, Random random, bool onlyExpiring, Span<Blob> into)
    {
        var found = 0;
        var looks = onlyExpiring ? MaxLooks : into.Length;
        for (var places = 0; places < MaxPlaces && looks > 0 && found < into.Length && table.Count > 0; places++)
            TakeRow(RandomKey.PickSegment(table, random), random, onlyExpiring, ref looks, into, ref found);
        return found;
    }

    private static void TakeRow(Segment* segment, Random random, bool onlyExpiring, ref int looks, Span<Blob> into, ref int found)
    {
        var at = RandomKey.PickCell(segment, random);
        for (var left = segment->Capacity; left > 0 && looks > 0 && found < into.Length; left--, at = segment->Next(at))
        {
            if (segment->Cells[at] == 0)
                continue;
            looks--;
            var blob = Cell.BlobOf(segment->Cells[at]);
            if (!onlyExpiring || blob.HasExpiry)
                into[found++] = blob;
        }
    }
}
