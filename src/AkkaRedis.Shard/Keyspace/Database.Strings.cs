using System.Buffers.Text;
using AkkaRedis.Protocol;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// String values. Short ones are in the blob, longer ones in a block of their own; both grow with room to spare when they
/// are edited in place, so that a series of appends copies O(length) bytes in all.
/// </summary>
public sealed partial class Database
{
    /// <summary>Room to spare is as much again up to here, this much above.</summary>
    private const int MaxSpareBytes = 1 << 20;

    /// <summary>
    /// Sets a string value, whatever was there; text that is a 64-bit integer in canonical form is held as one.
    /// <paramref name="expireAtMs"/> may be <see cref="Expiry.None"/> or <see cref="Expiry.Keep"/>.
    /// </summary>
    public Entry SetString(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long expireAtMs) =>
        Numbers.TryParseLong(value, out var integer)
            ? SetInteger(key, integer, expireAtMs)
            : SetBytes(key, value, raw: false, expireAtMs);

    /// <summary>Sets a string value that was edited as bytes (HyperLogLog): OBJECT ENCODING says raw, whatever its length.</summary>
    public Entry SetRawString(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, long expireAtMs) =>
        SetBytes(key, value, raw: true, expireAtMs);

    /// <summary>
    /// A raw string of so many undefined bytes that no key has yet: to be filled aside, then attached to one. Must be long
    /// enough for a block of its own.
    /// </summary>
    internal unsafe DetachedValue NewString(int length)
    {
        Check.That(length > Blob.MaxInlineValue, "a new string has a block of its own");
        var blob = Blob.Create(_heap.Slab, [], expiryArea: false, sizeof(BigString));
        blob.SetBigString(_heap.NewBigString([], length) with { Length = (uint)length }, raw: true);
        return new DetachedValue(blob, _heap);
    }

    /// <summary>Sets a string value in integer form, whatever was there.</summary>
    public Entry SetInteger(ReadOnlySpan<byte> key, long value, long expireAtMs)
    {
        var place = _table.Locate(key);
        var blob = Renew(place, key, sizeof(long), expireAtMs, out var left);
        blob.SetInteger(value);
        return Finish(blob, place.Hash, expireAtMs, left);
    }

    /// <summary>Gives an existing string entry an integer value, keeping its expiry. In place when it is an integer already.</summary>
    public Entry SetInteger(Entry entry, long value)
    {
        var blob = entry.Blob;
        if (blob.Form != ValueForm.Integer)
            return SetInteger(entry.Key, value, Expiry.Keep);
        blob.Integer = value;
        return entry;
    }

    /// <summary>
    /// Appends to a string value, which is created when missing; amortized O(appended). The new entry.
    /// <paramref name="value"/> must not be part of the string itself.
    /// </summary>
    public Entry AppendString(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        var old = Find(key);
        if (old.IsNone)
            return SetString(key, value, Expiry.None);
        var length = old.StringLength;
        value.CopyTo(MutableString(key, length + value.Length, out var entry)[length..]);
        return entry;
    }

    /// <summary>
    /// The bytes of a string value for writing in place (SETRANGE, SETBIT): created when missing, converted from integer
    /// form, grown with zero bytes to at least <paramref name="minLength"/>. Valid until the next mutating call.
    /// </summary>
    public Span<byte> MutableString(ReadOnlySpan<byte> key, int minLength) => MutableString(key, minLength, out _);

    private Span<byte> MutableString(ReadOnlySpan<byte> key, int minLength, out Entry entry)
    {
        Span<byte> scratch = stackalloc byte[20];
        entry = Find(key);
        if (!entry.IsNone)
            BeforeChange(entry.Blob);
        if (entry.IsNone)
            entry = SetBytes(key, [], raw: true, Expiry.None);
        else if (entry.TryGetInteger(out _))
            entry = SetBytes(key, entry.GetString(scratch), raw: true, Expiry.Keep);
        entry.Blob.MarkRaw();
        var length = entry.StringLength;
        if (length < minLength)
        {
            entry = GrowString(entry, length, minLength);
            entry.Blob.StringBytes[length..].Clear();
        }

        return entry.Blob.StringBytes;
    }

    /// <summary>Makes a raw string longer; the bytes behind its old end are undefined.</summary>
    private Entry GrowString(Entry entry, int oldLength, int length)
    {
        var blob = entry.Blob;
        var roomy = oldLength == 0 ? length : length + (long)Math.Min(length, MaxSpareBytes);
        if (blob.Form == ValueForm.OutOfLine)
        {
            var big = blob.Big;
            var before = _heap.BytesOf(blob);
            if (big.Capacity < length)
                big = _heap.Grow(big, roomy);
            blob.Big = big with { Length = (uint)length };
            if (_heap.BytesOf(blob) is var after && after != before)
                _table.AddBytes(_table.HashOf(blob).Slot, after - before);
            return entry;
        }

        if (length > Blob.MaxInlineValue)
        {
            var big = _heap.NewBigString(blob.StringBytes, roomy);
            return SetBigString(entry.Key, big with { Length = (uint)length }, raw: true, Expiry.Keep);
        }

        if (blob.ValueCapacity < length)
            blob = MoveToRoomierBlob(entry, (int)Math.Min(roomy, Blob.MaxInlineValue));
        blob.InlineLength = length;
        return EntryOf(blob);
    }

    private Blob MoveToRoomierBlob(Entry entry, int valueBytes)
    {
        var place = _table.Locate(entry.Key);
        var blob = Renew(place, entry.Key, valueBytes, Expiry.Keep, out var left);
        blob.SetInlineString(entry.Blob.StringBytes, raw: true);
        Finish(blob, place.Hash, Expiry.Keep, left);
        return blob;
    }

    private Entry SetBytes(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, bool raw, long expireAtMs)
    {
        var place = _table.Locate(key);
        if (value.Length > Blob.MaxInlineValue)
            return SetBigString(key, BigStringFor(place, value), raw, expireAtMs);
        var blob = Renew(place, key, value.Length, expireAtMs, out var left);
        blob.SetInlineString(value, raw);
        return Finish(blob, place.Hash, expireAtMs, left);
    }

    /// <summary>The value in a block of its own: the one the key has already, when it fits.</summary>
    private unsafe BigString BigStringFor(in KeyPlace place, ReadOnlySpan<byte> value)
    {
        var old = place.Blob;
        if (old.IsNull || old.Form != ValueForm.OutOfLine)
            return _heap.NewBigString(value, value.Length);
        var big = old.Big;
        if (big.Capacity < value.Length || big.Capacity / 2 > value.Length)
            return _heap.NewBigString(value, value.Length);
        BeforeChange(old);
        value.CopyTo(new Span<byte>(big.Data, value.Length));
        return big with { Length = (uint)value.Length };
    }

    private unsafe Entry SetBigString(ReadOnlySpan<byte> key, BigString value, bool raw, long expireAtMs)
    {
        var place = _table.Locate(key);
        var blob = Renew(place, key, sizeof(BigString), expireAtMs, out var left);
        if (left.Value.Data == value.Data)
            left.Value = default;
        blob.SetBigString(value, raw);
        return Finish(blob, place.Hash, expireAtMs, left);
    }
}
