namespace AkkaRedis.Shard.Values;

/// <summary>
/// Fields and values too large to be moved about with the others of their bucket: one array each, named by a number that is
/// used again after the text is gone.
/// </summary>
internal sealed class LargeTexts
{
    private byte[]?[] _texts = new byte[]?[4];
    private int[] _free = new int[4];
    private int _freeCount;
    private int _used;

    /// <summary>Bytes of everything here.</summary>
    public long HeapBytes { get; private set; } =
        Values.HeapBytes.Object + 32 + Values.HeapBytes.OfReferences(4) + Values.HeapBytes.OfInts(4);

    public LargeTexts()
    {
    }

    /// <summary>The beginning of a copy, which <see cref="CopySome"/> completes.</summary>
    public LargeTexts(LargeTexts original)
    {
        _texts = new byte[]?[original._texts.Length];
        _free = [.. original._free];
        _freeCount = original._freeCount;
        HeapBytes = original.HeapBytes;
    }

    public ReadOnlySpan<byte> this[int handle] => _texts[handle];

    public int Add(ReadOnlySpan<byte> text)
    {
        var handle = _freeCount > 0 ? _free[--_freeCount] : NewHandle();
        _texts[handle] = text.ToArray();
        HeapBytes += Values.HeapBytes.OfArray(_texts[handle]);
        return handle;
    }

    public void Remove(int handle)
    {
        HeapBytes -= Values.HeapBytes.OfArray(_texts[handle]);
        _texts[handle] = null;
        if (_freeCount == _free.Length)
        {
            HeapBytes -= Values.HeapBytes.OfInts(_free.Length);
            Array.Resize(ref _free, _freeCount * 2);
            HeapBytes += Values.HeapBytes.OfInts(_free.Length);
        }

        _free[_freeCount++] = handle;
    }

    /// <summary>Copies further texts of the original, which has not changed; true when all are copied.</summary>
    public bool CopySome(LargeTexts original, int units)
    {
        for (; _used < original._used && units > 0; _used++)
        {
            var text = original._texts[_used];
            _texts[_used] = text?.AsSpan().ToArray();
            units -= 1 + (text?.Length ?? 0) / CollectionCopy.UnitBytes;
        }

        return _used == original._used;
    }

    private int NewHandle()
    {
        if (_used == _texts.Length)
        {
            HeapBytes += 8L * _used;
            Array.Resize(ref _texts, _used * 2);
        }

        return _used++;
    }
}
