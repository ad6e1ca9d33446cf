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

    public LargeTexts Clone()
    {
        var copy = (LargeTexts)MemberwiseClone();
        copy._free = [.. _free];
        copy._texts = [.. _texts];
        for (var i = 0; i < _used; i++)
            copy._texts[i] = _texts[i]?.AsSpan().ToArray();
        return copy;
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
