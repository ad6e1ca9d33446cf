namespace AkkaRedis.Shard.Log;

/// <summary>
/// Which event of the journal has come to which offset of the log, so that the log can be pruned up to an offset. Not every event
/// is noted, but about one for each piece of the log: a journal gives space back in far bigger pieces.
/// </summary>
/// <param name="spacingBytes">Log between two notes; in tests less.</param>
public sealed class PruningPoints(long spacingBytes = PruningPoints.DefaultSpacingBytes)
{
    public const long DefaultSpacingBytes = 1 << 20;

    private readonly Queue<(long Sequence, long EndOffset)> _points = new();
    private long _lastOffset = -spacingBytes;

    public int Count => _points.Count;

    public void Add(long sequence, long endOffset)
    {
        if (endOffset - _lastOffset < spacingBytes)
            return;
        _lastOffset = endOffset;
        _points.Enqueue((sequence, endOffset));
    }

    /// <summary>The last noted event that ends at or before the offset, forgotten then with those before it; 0 = none.</summary>
    public long TakeUpTo(long offset)
    {
        var sequence = 0L;
        while (_points.TryPeek(out var point) && point.EndOffset <= offset)
            sequence = _points.Dequeue().Sequence;
        return sequence;
    }
}
