using System.Collections;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// Keys that are kept beyond the reading of the next one. Their bytes lie together in a buffer that is used again after
/// <see cref="Clear"/>, so that loading many small keys makes no garbage.
/// </summary>
public sealed class RdbKeyList : IReadOnlyList<RdbKey>
{
    private const int MinBufferBytes = 1 << 14;

    /// <summary>A buffer that had to be longer than this is not kept.</summary>
    private const int MaxBufferBytes = 1 << 20;

    private readonly List<RdbKey> _keys = [];
    private byte[] _buffer = [];
    private int _used;

    public int Count => _keys.Count;

    /// <summary>Bytes of keys and values, roughly.</summary>
    public long Bytes { get; private set; }

    public RdbKey this[int index] => _keys[index];

    /// <summary>Takes a key, with a copy of its bytes.</summary>
    public void Add(in RdbKey key)
    {
        _keys.Add(key with { Key = Keep(key.Key.Span), Text = Keep(key.Text.Span) });
        Bytes += key.Bytes;
    }

    /// <summary>Forgets the keys, whose bytes are no longer theirs.</summary>
    public void Clear()
    {
        _keys.Clear();
        Bytes = 0;
        _used = 0;
        if (_buffer.Length > MaxBufferBytes)
            _buffer = [];
    }

    public IEnumerator<RdbKey> GetEnumerator() => _keys.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>When the buffer is full another takes its place; those who lie in the old one keep it.</summary>
    private ReadOnlyMemory<byte> Keep(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _buffer.Length - _used)
        {
            var longer = Math.Clamp(2L * _buffer.Length, MinBufferBytes, MaxBufferBytes);
            _buffer = GC.AllocateUninitializedArray<byte>((int)Math.Max(longer, bytes.Length));
            _used = 0;
        }

        var kept = _buffer.AsMemory(_used, bytes.Length);
        bytes.CopyTo(kept.Span);
        _used += bytes.Length;
        return kept;
    }
}
