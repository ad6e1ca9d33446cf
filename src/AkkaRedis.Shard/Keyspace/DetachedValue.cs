using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// A value that has been taken from its key and not yet given to another (RENAME, MOVE, migration). May be attached once, to
/// any database, of another shard too. One that is dropped instead is freed by its shard's reclaiming, in the end.
/// </summary>
public sealed class DetachedValue
{
    private readonly ValueHeap _origin;
    private Blob _blob;
    private CollectionValue? _collection;

    /// <summary>Takes a blob that has just been removed from its table.</summary>
    internal DetachedValue(Blob blob, ValueHeap origin)
    {
        (_origin, _blob) = (origin, blob);
        ExpireAtMs = blob.ExpireAtMs;
        if (blob.Form != ValueForm.Collection)
            return;
        _collection = origin.RemoveCollection(blob.ObjectIndex);
        origin.FreeBlock(blob);
        _blob = default;
        GC.SuppressFinalize(this);
    }

    ~DetachedValue()
    {
        if (!_blob.IsNull)
            _origin.Reclaims.AddOrphan(_blob);
    }

    public long ExpireAtMs { get; }

    /// <summary>The string value as a blob, null when it is a collection.</summary>
    internal Blob Blob => _blob;

    /// <summary>The bytes of a string that was made aside, to be filled.</summary>
    internal Span<byte> StringBytes => _blob.StringBytes;

    /// <summary>Hands a collection over.</summary>
    internal CollectionValue? TakeCollection()
    {
        var taken = _collection;
        _collection = null;
        return taken;
    }

    /// <summary>
    /// Hands a big string over when it can be moved to <paramref name="heap"/> without copying, and so has not to be freed here.
    /// </summary>
    internal bool TryTakeBigString(ValueHeap heap, out BigString big)
    {
        big = default;
        if (_blob.Form != ValueForm.OutOfLine || heap != _origin)
            return false;
        big = _blob.Big;
        _blob.SetInteger(0);
        return true;
    }

    /// <summary>The string has been given to another key: frees what is left here.</summary>
    internal void Close(ValueHeap heap)
    {
        if (heap == _origin)
            heap.Free(_blob);
        else
            _origin.Reclaims.AddOrphan(_blob);
        _blob = default;
        GC.SuppressFinalize(this);
    }
}
