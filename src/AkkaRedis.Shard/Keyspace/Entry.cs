using System.Buffers.Text;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// A key and its value as found in a <see cref="DatabaseView"/>. A handle, valid until the next change of the shard's data:
/// look up again after any mutating call, except where that call returns the new handle.
/// </summary>
public readonly struct Entry
{
    /// <summary>From this length on OBJECT ENCODING says raw, as Redis does.</summary>
    private const int MaxEmbeddedLength = 44;

    private readonly Blob _blob;
    private readonly ValueHeap _heap;

    internal Entry(Blob blob, ValueHeap heap) => (_blob, _heap) = (blob, heap);

    internal Blob Blob => _blob;

    public bool IsNone => _blob.IsNull;

    public ValueKind Kind => _blob.IsNull ? ValueKind.None : _blob.Kind;

    public ReadOnlySpan<byte> Key => _blob.Key;

    /// <summary>Unix milliseconds, or <see cref="Expiry.None"/>.</summary>
    public long ExpireAtMs => _blob.ExpireAtMs;

    public bool HasExpiry => _blob.HasExpiry;

    public bool IsExpiredAt(long nowMs) => !_blob.IsNull && _blob.HasExpiry && nowMs > _blob.ExpireAtMs;

    /// <summary>The value of a string held in integer form; false for any other string.</summary>
    public bool TryGetInteger(out long value)
    {
        var isInteger = _blob.Form == ValueForm.Integer;
        value = isInteger ? _blob.Integer : 0;
        return isInteger;
    }

    /// <summary>The bytes of a string value; an integer form is written into <paramref name="scratch"/> (20 bytes or more).</summary>
    public ReadOnlySpan<byte> GetString(Span<byte> scratch)
    {
        if (_blob.Form != ValueForm.Integer)
            return _blob.StringBytes;
        Utf8Formatter.TryFormat(_blob.Integer, scratch, out var n);
        return scratch[..n];
    }

    /// <summary>Length in bytes of a string value.</summary>
    public int StringLength
    {
        get
        {
            if (_blob.Form != ValueForm.Integer)
                return _blob.StringBytes.Length;
            Span<byte> scratch = stackalloc byte[20];
            return GetString(scratch).Length;
        }
    }

    /// <summary>The value of any kind but string.</summary>
    public CollectionValue Collection => _heap.Objects[_blob.ObjectIndex];

    /// <summary>What OBJECT ENCODING answers.</summary>
    public string EncodingName => _blob.Form switch
    {
        ValueForm.Collection => Collection.EncodingName,
        ValueForm.Integer => "int",
        _ => _blob.IsRaw || StringLength > MaxEmbeddedLength ? "raw" : "embstr",
    };

    /// <summary>Bytes of key, value and their bookkeeping, O(1); what a command is changing counts when it is done.</summary>
    public long MemoryBytes => _heap.BytesOf(_blob) + KeyTable.BytesPerKey;

    /// <summary>Access clock as last stored by <see cref="Database.Touch"/>; what it counts is the eviction policy's matter.</summary>
    public uint AccessClock => _blob.Clock;
}
