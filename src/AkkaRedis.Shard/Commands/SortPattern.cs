using AkkaRedis.Protocol.Slots;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// A pattern of SORT's BY and GET: "#" is the element itself; else the first '*' stands for the element, which makes the key
/// of a string, or, with "->" and a field behind it, of a hash. Without '*' it finds nothing.
/// </summary>
internal sealed class SortPattern
{
    private const byte Star = (byte)'*';

    private readonly byte[] _prefix;
    private readonly byte[] _suffix;
    private readonly byte[] _field;
    private readonly bool _hasStar;
    private byte[] _key = new byte[64];

    public SortPattern(ReadOnlySpan<byte> text)
    {
        IsElement = text.SequenceEqual("#"u8);
        var star = text.IndexOf(Star);
        _hasStar = star >= 0;
        var rest = _hasStar ? text[(star + 1)..] : default;
        var arrow = rest.IndexOf("->"u8);
        var hasField = arrow >= 0 && arrow + 2 < rest.Length;
        _prefix = _hasStar ? text[..star].ToArray() : [];
        _suffix = (hasField ? rest[..arrow] : rest).ToArray();
        _field = hasField ? rest[(arrow + 2)..].ToArray() : [];
    }

    /// <summary>The element, not a key's value.</summary>
    public bool IsElement { get; }

    public static bool HasStar(ReadOnlySpan<byte> text) => text.Contains(Star);

    /// <summary>
    /// Are all keys of a pattern with a star in the slot of this key? Only when the part in braces that decides it is in the pattern, whole
    /// and before the star.
    /// </summary>
    public static bool StaysInSlotOf(ReadOnlySpan<byte> text, ReadOnlySpan<byte> key)
    {
        var prefix = text[..text.IndexOf(Star)];
        var open = prefix.IndexOf((byte)'{');
        return open >= 0 && prefix[(open + 1)..].IndexOf((byte)'}') > 0 && Slot.Of(prefix) == Slot.Of(key);
    }

    /// <summary>
    /// What the pattern finds for an element; false when there is nothing. Valid until the next change of the data. An
    /// integer's text is written into <paramref name="scratch"/> (20 bytes).
    /// </summary>
    public bool TryFind(ReadContext c, ReadOnlySpan<byte> element, Span<byte> scratch, out ReadOnlySpan<byte> value)
    {
        value = IsElement ? element : default;
        if (IsElement || !_hasStar)
            return IsElement;
        var entry = c.Find(KeyOf(element));
        if (_field.Length > 0)
            return entry.Kind == ValueKind.Hash && ((HashView)entry.Collection).TryGet(_field, scratch, out value);
        if (entry.Kind != ValueKind.String)
            return false;
        value = entry.GetString(scratch);
        return true;
    }

    private ReadOnlySpan<byte> KeyOf(ReadOnlySpan<byte> element)
    {
        var length = _prefix.Length + element.Length + _suffix.Length;
        if (_key.Length < length)
            _key = new byte[Math.Max(length, 2 * _key.Length)];
        _prefix.CopyTo(_key, 0);
        element.CopyTo(_key.AsSpan(_prefix.Length));
        _suffix.CopyTo(_key, _prefix.Length + element.Length);
        return _key.AsSpan(0, length);
    }
}
