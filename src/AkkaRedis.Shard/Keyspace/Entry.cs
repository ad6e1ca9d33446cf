using System.Buffers.Text;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// A key and its value as found in a <see cref="DatabaseView"/>. A handle, valid until the next change of the shard's data:
/// look up again after any mutating call, except where that call returns the new handle.
/// </summary>
public readonly struct Entry
{
    private readonly EntryNode? _node;

    internal Entry(EntryNode node) => _node = node;

    internal EntryNode Node => _node!;

    public bool IsNone => _node is null;

    public ValueKind Kind => _node is null ? ValueKind.None : _node.Kind;

    public ReadOnlySpan<byte> Key => _node!.Key;

    /// <summary>Unix milliseconds, or <see cref="Expiry.None"/>.</summary>
    public long ExpireAtMs => _node!.ExpireAtMs;

    public bool HasExpiry => _node!.ExpireAtMs != Expiry.None;

    public bool IsExpiredAt(long nowMs) => _node is { ExpireAtMs: >= 0 } n && nowMs > n.ExpireAtMs;

    /// <summary>The value of a string held in integer form; false for any other string.</summary>
    public bool TryGetInteger(out long value)
    {
        value = _node!.Integer;
        return _node.IsInteger;
    }

    /// <summary>The bytes of a string value; an integer form is written into <paramref name="scratch"/> (20 bytes or more).</summary>
    public ReadOnlySpan<byte> GetString(Span<byte> scratch)
    {
        if (!_node!.IsInteger)
            return _node.Bytes.AsSpan(0, _node.Length);
        Utf8Formatter.TryFormat(_node.Integer, scratch, out var n);
        return scratch[..n];
    }

    /// <summary>Length in bytes of a string value.</summary>
    public int StringLength
    {
        get
        {
            Span<byte> scratch = stackalloc byte[20];
            return GetString(scratch).Length;
        }
    }

    /// <summary>The value of any kind but string.</summary>
    public CollectionValue Collection => _node!.Collection!;

    /// <summary>What OBJECT ENCODING answers.</summary>
    public string EncodingName =>
        Kind != ValueKind.String ? Collection.EncodingName
        : _node!.IsInteger ? "int"
        : _node.IsRaw || _node.Length > 44 ? "raw" : "embstr";

    /// <summary>Bytes of key, value and their bookkeeping.</summary>
    public long MemoryBytes => 96 + Key.Length + (_node!.Bytes?.Length ?? 0) + (_node.Collection?.MemoryBytes ?? 0);

    /// <summary>Access clock as last stored by <see cref="Database.Touch"/>; what it counts is the eviction policy's matter.</summary>
    public uint AccessClock => _node!.AccessClock;
}

internal sealed class EntryNode
{
    public required byte[] Key;
    public ValueKind Kind;
    public bool IsInteger;
    public bool IsRaw;
    public long Integer;
    public byte[]? Bytes;
    public int Length;
    public CollectionValue? Collection;
    public long ExpireAtMs = Expiry.None;
    public uint AccessClock;
}
