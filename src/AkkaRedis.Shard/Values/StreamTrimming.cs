namespace AkkaRedis.Shard.Values;

/// <summary>What to trim a stream to.</summary>
/// <param name="ByLength">To a length, else to entries from an id on.</param>
/// <param name="MaxLength">Entries that may stay.</param>
/// <param name="MinId">The first id that may stay.</param>
/// <param name="IsApproximate">Only whole chunks are removed.</param>
/// <param name="Limit">Most entries to remove; 0 for any number.</param>
internal readonly record struct StreamTrim(bool ByLength, long MaxLength, StreamId MinId, bool IsApproximate, long Limit);

/// <summary>
/// Finds out, in slices, which whole chunks a trimming removes, while nobody changes the stream; it is told how many entries
/// will have been added by then. The last chunk is left to the trimming itself (<see cref="StreamValue.Trim"/>).
/// </summary>
internal struct StreamTrimming(StreamView stream, StreamTrim trim, int added = 0)
{
    public readonly StreamTrim Trim => trim;

    /// <summary>The first chunk that stays.</summary>
    public IndexPlace FirstKept { get; private set; }

    /// <summary>Entries in the chunks before it.</summary>
    public int Removed { get; private set; }

    /// <summary>Bytes of the chunks before it.</summary>
    public long RemovedBytes { get; private set; }

    /// <summary>Was it found out for this stream? The default is for none.</summary>
    public readonly bool IsOf(StreamView other) => stream == other;

    /// <summary>Looks at up to so many chunks; true when all are found.</summary>
    public bool Step(int chunks)
    {
        for (; chunks > 0; chunks--)
        {
            var next = stream.Chunks.IsEnd(FirstKept) ? FirstKept : stream.Chunks.Next(FirstKept);
            if (stream.Chunks.IsEnd(next) || !Removes(stream.Chunks.ValueAt(FirstKept)))
                return true;
            var chunk = stream.Chunks.ValueAt(FirstKept);
            Removed += chunk.Live;
            RemovedBytes += chunk.MemoryBytes;
            FirstKept = next;
        }

        return false;
    }

    private readonly bool Removes(StreamChunk chunk)
    {
        if (trim.Limit > 0 && (long)Removed + chunk.Live > trim.Limit)
            return false;
        var left = (long)stream.Count + added - Removed;
        return trim.ByLength ? left > trim.MaxLength && left - chunk.Live >= trim.MaxLength : chunk.LastId < trim.MinId;
    }
}
