using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Slots;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>A value that has been taken from its key and not yet given to another (RENAME, MOVE, migration).</summary>
public sealed class DetachedValue
{
    internal EntryNode Node { get; init; } = null!;

    public long ExpireAtMs => Node.ExpireAtMs;
}

/// <summary>
/// One numbered database of a shard, as write commands see it. Calls that take an <see cref="Entry"/> spare a second
/// look-up; entries obtained before a mutating call are invalid after it unless returned by it.
/// </summary>
public sealed class Database : DatabaseView
{
    private readonly Dictionary<string, EntryNode> _nodes = [];

    public override int Count => _nodes.Count;

    public override int ExpiresCount => _nodes.Values.Count(n => n.ExpireAtMs >= 0);

    public override long AverageTtlMs(long nowMs) => 0;

    public override Entry Find(ReadOnlySpan<byte> key) => _nodes.TryGetValue(NameOf(key), out var node) ? new Entry(node) : default;

    public override ulong Scan(ulong cursor, int minEntries, List<Entry> into)
    {
        foreach (var node in _nodes.Values)
            into.Add(new Entry(node));
        return 0;
    }

    public override ulong ScanSlot(int slot, ulong cursor, int minEntries, List<Entry> into)
    {
        foreach (var node in _nodes.Values.Where(n => Slot.Of(n.Key) == slot))
            into.Add(new Entry(node));
        return 0;
    }

    public override int CountInSlot(int slot) => _nodes.Values.Count(n => Slot.Of(n.Key) == slot);

    public override Entry Random(Random random) =>
        _nodes.Count == 0 ? default : new Entry(_nodes.Values.ElementAt(random.Next(_nodes.Count)));

    /// <summary>
    /// Sets a string value, whatever was there; text that is a 64-bit integer in canonical form is held as one.
    /// <paramref name="expireAtMs"/> may be <see cref="Expiry.None"/> or <see cref="Expiry.Keep"/>.
    /// </summary>
    public Entry SetString(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long expireAtMs)
    {
        if (Numbers.TryParseLong(value, out var integer))
            return SetInteger(key, integer, expireAtMs);
        var node = Replace(key, expireAtMs);
        node.Kind = ValueKind.String;
        node.Bytes = value.ToArray();
        node.Length = value.Length;
        return new Entry(node);
    }

    /// <summary>Sets a string value in integer form, whatever was there.</summary>
    public Entry SetInteger(ReadOnlySpan<byte> key, long value, long expireAtMs)
    {
        var node = Replace(key, expireAtMs);
        node.Kind = ValueKind.String;
        node.IsInteger = true;
        node.Integer = value;
        return new Entry(node);
    }

    /// <summary>Gives an existing string entry an integer value, keeping its expiry. In place when it is an integer already.</summary>
    public Entry SetInteger(Entry entry, long value) => SetInteger(entry.Key.ToArray(), value, Expiry.Keep);

    /// <summary>Appends to a string value, which is created when missing; amortized O(appended). The new entry.</summary>
    public Entry AppendString(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var length = Find(key) is { IsNone: false } old ? old.StringLength : 0;
        var span = MutableString(key, length + value.Length);
        value.CopyTo(span[length..]);
        return Find(key);
    }

    /// <summary>
    /// The bytes of a string value for writing in place (SETRANGE, SETBIT): created when missing, converted from integer
    /// form, grown with zero bytes to at least <paramref name="minLength"/>. Valid until the next mutating call.
    /// </summary>
    public Span<byte> MutableString(ReadOnlySpan<byte> key, int minLength)
    {
        Span<byte> scratch = stackalloc byte[20];
        var old = Find(key);
        var bytes = old.IsNone ? [] : old.GetString(scratch).ToArray();
        if (bytes.Length < minLength)
            Array.Resize(ref bytes, minLength);
        var node = Replace(key, Expiry.Keep);
        node.Kind = ValueKind.String;
        node.IsRaw = true;
        node.Bytes = bytes;
        node.Length = bytes.Length;
        return bytes;
    }

    /// <summary>Gives a key a collection, whatever was there.</summary>
    public Entry SetCollection(ReadOnlySpan<byte> key, CollectionValue value, long expireAtMs = Expiry.None)
    {
        var node = Replace(key, expireAtMs);
        node.Kind = value.Kind;
        node.Collection = value;
        return new Entry(node);
    }

    /// <summary>Removes a key; false when there is none. Big values are freed later, in slices.</summary>
    public bool Remove(ReadOnlySpan<byte> key) => _nodes.Remove(NameOf(key));

    /// <summary>Sets or clears (<see cref="Expiry.None"/>) the expiry time of an entry; returns the entry, which may have moved.</summary>
    public Entry SetExpiry(Entry entry, long expireAtMs)
    {
        entry.Node.ExpireAtMs = expireAtMs;
        return entry;
    }

    /// <summary>Takes the value from its key, which is gone then. Null when there is none.</summary>
    public DetachedValue? Detach(ReadOnlySpan<byte> key) =>
        _nodes.Remove(NameOf(key), out var node) ? new DetachedValue { Node = node } : null;

    /// <summary>Gives a detached value, with its expiry, to a key, whatever was there.</summary>
    public Entry Attach(ReadOnlySpan<byte> key, DetachedValue value)
    {
        var n = value.Node;
        var node = Replace(key, n.ExpireAtMs);
        (node.Kind, node.IsInteger, node.IsRaw, node.Integer) = (n.Kind, n.IsInteger, n.IsRaw, n.Integer);
        (node.Bytes, node.Length, node.Collection) = (n.Bytes, n.Length, n.Collection);
        return new Entry(node);
    }

    /// <summary>An entry whose expiry time is before <paramref name="nowMs"/>, in about the order of expiry; none when there is none.</summary>
    public Entry NextExpired(long nowMs) =>
        _nodes.Values.FirstOrDefault(n => new Entry(n).IsExpiredAt(nowMs)) is { } node ? new Entry(node) : default;

    /// <summary>Stores the access clock of an entry.</summary>
    public void Touch(Entry entry, uint accessClock) => entry.Node.AccessClock = accessClock;

    private EntryNode Replace(ReadOnlySpan<byte> key, long expireAtMs)
    {
        var name = NameOf(key);
        if (expireAtMs == Expiry.Keep)
            expireAtMs = _nodes.TryGetValue(name, out var old) ? old.ExpireAtMs : Expiry.None;
        return _nodes[name] = new EntryNode { Key = key.ToArray(), ExpireAtMs = expireAtMs };
    }

    private static string NameOf(ReadOnlySpan<byte> key) => System.Text.Encoding.Latin1.GetString(key);
}
