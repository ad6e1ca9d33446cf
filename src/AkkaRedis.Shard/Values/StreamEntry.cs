namespace AkkaRedis.Shard.Values;

/// <summary>Where an entry is in its <see cref="StreamChunk"/>; valid until the stream is changed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="At">Where it starts.</param>
/// <param name="NextAt">Where the next one starts.</param>
/// <param name="FieldCount">Pairs of field and value.</param>
/// <param name="BodyAt">Where what follows its id starts.</param>
/// <param name="IsDeleted">It only keeps its place.</param>
internal readonly record struct StreamEntry(StreamId Id, int At, int NextAt, int FieldCount, int BodyAt, bool IsDeleted);

/// <summary>Fields and values of an entry, one after the other.</summary>
internal ref struct StreamFields
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly bool _isSame;
    private int _fieldAt;
    private int _valueAt;

    internal StreamFields(ReadOnlySpan<byte> bytes, in StreamEntry entry, bool isSame)
    {
        _bytes = bytes;
        _isSame = isSame;
        _valueAt = entry.BodyAt;
        StreamText.ReadNumber(bytes, ref isSame ? ref _fieldAt : ref _valueAt);
    }

    /// <summary>Are the fields those of the chunk's first entry?</summary>
    public readonly bool AreFirst => _isSame;

    /// <summary>The next field; an integer's text is written into <paramref name="scratch"/>.</summary>
    public ReadOnlySpan<byte> NextField(Span<byte> scratch) =>
        _isSame ? StreamText.Read(_bytes, ref _fieldAt, scratch) : StreamText.Read(_bytes, ref _valueAt, scratch);

    /// <summary>The value of the field just read.</summary>
    public ReadOnlySpan<byte> NextValue(Span<byte> scratch) => StreamText.Read(_bytes, ref _valueAt, scratch);
}

/// <summary>How large a chunk may become (stream-node-max-bytes and stream-node-max-entries; 0 is no limit).</summary>
public readonly record struct StreamLimits
{
    public StreamLimits(long maxBytes, long maxEntries)
    {
        MaxBytes = maxBytes is 0 or > int.MaxValue ? int.MaxValue : (int)maxBytes;
        MaxEntries = maxEntries is 0 or > int.MaxValue ? int.MaxValue : (int)maxEntries;
    }

    public int MaxBytes { get; }

    public int MaxEntries { get; }

    /// <summary>
    /// Is no chunk full before its entries take as many bytes as the names of their fields? Then a stream takes no more memory than
    /// in proportion to an encoding in which many entries share long names.
    /// </summary>
    public bool SharesNames { get; init; }
}
