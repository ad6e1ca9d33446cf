using System.Runtime.CompilerServices;
using AkkaRedis.Protocol;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Keyspace;

internal delegate void NewKeyListener(ReadOnlySpan<byte> key);

/// <summary>
/// One numbered database of a shard, as write commands see it. Calls that take an <see cref="Entry"/> spare a second
/// look-up; entries obtained before a mutating call are invalid after it unless returned by it.
/// Keys and values given to a call may be spans of entries of the same database, where not said otherwise.
/// <para>
/// A new value goes into the key's blob when it fits, else into a new blob that takes the place of the old one in the table;
/// what the old value held is freed last, because the new one may be a copy of it.
/// </para>
/// </summary>
public sealed partial class Database : DatabaseView
{
    private readonly ValueHeap _heap;
    private readonly UseClock _uses;
    private readonly long _hashSeed;
    private KeyTable _table;
    private ExpiryIndex? _expiry;

    internal Database(ValueHeap heap, long hashSeed)
    {
        (_heap, _uses, _hashSeed) = (heap, heap.Uses, hashSeed);
        _table = new KeyTable(heap.Slab, hashSeed);
    }

    public override int Count => _table.Count;

    public override int ExpiresCount => _expiry?.Count ?? 0;

    public override long AverageTtlMs(long nowMs) => _expiry?.AverageTtlMs(nowMs) ?? 0;

    /// <summary>Bytes of the records of expiry times.</summary>
    public long ExpiryBytes => ExpiryRecordCount * ExpiryRecord.Bytes;

    /// <summary>Records of the expiry index, stale ones included.</summary>
    internal long ExpiryRecordCount => _expiry?.RecordCount ?? 0;

    /// <summary>Makes a key that is soon asked for one of the next <see cref="KeyPrefetch.Fetch"/>.</summary>
    internal void Prefetch(ReadOnlySpan<byte> key, KeyPrefetch keys) => keys.Add(_table, key);

    public override Entry Find(ReadOnlySpan<byte> key) => EntryOf(_table.Locate(key).Blob);

    public override ulong Scan(ulong cursor, int minEntries, List<Entry> into) =>
        KeyWalk.Scan(_table, cursor, minEntries, into, _heap);

    public override ulong ScanSlot(int slot, ulong cursor, int minEntries, List<Entry> into) =>
        KeyWalk.ScanSlot(_table, slot, cursor, minEntries, into, _heap);

    public override int CountInSlot(int slot) => _table.CountInSlot(slot);

    public override long Bytes => _table.Bytes;

    public override long BytesInSlot(int slot) => _table.BytesInSlot(slot);

    public override Entry Random(Random random) => EntryOf(RandomKey.Pick(_table, random));

    /// <summary>
    /// The entry of a key, of whose collection the caller may change the elements until <see cref="KeyspaceStore.SettleBytes"/>.
    /// </summary>
    public Entry FindToChange(ReadOnlySpan<byte> key)
    {
        var place = _table.Locate(key);
        var blob = place.Blob;
        if (blob.IsNull)
            return default;
        BeforeChange(blob);
        if (blob.Form == ValueForm.Collection)
            _heap.Ledger.Note(_table, place.Hash.Slot, blob.ObjectIndex);
        return new Entry(blob, _heap);
    }

    /// <summary>
    /// Gives a key a collection, whatever was there; like one found by <see cref="FindToChange"/> it may still be changed.
    /// </summary>
    public Entry SetCollection(ReadOnlySpan<byte> key, CollectionValue value, long expireAtMs = Expiry.None)
    {
        var place = _table.Locate(key);
        var blob = Renew(place, key, sizeof(int), expireAtMs, out var left);
        _heap.SetCollection(blob, value);
        _heap.Ledger.Note(_table, place.Hash.Slot, blob.ObjectIndex);
        return Finish(blob, place.Hash, expireAtMs, left);
    }

    /// <summary>Removes a key; false when there is none. Big values are freed later, in slices.</summary>
    public bool Remove(ReadOnlySpan<byte> key)
    {
        var place = _table.Locate(key);
        if (!place.Exists)
            return false;
        _heap.Free(TakeOut(place));
        return true;
    }

    /// <summary>Sets or clears (<see cref="Expiry.None"/>) the expiry time of an entry; returns the entry, which may have moved.</summary>
    public Entry SetExpiry(Entry entry, long expireAtMs)
    {
        var blob = entry.Blob;
        BeforeChange(entry.Blob);
        if (expireAtMs < 0)
        {
            if (expireAtMs != Expiry.Keep)
                _expiry?.Clear(blob);
            return entry;
        }

        var hash = _table.HashOf(blob);
        if (!blob.HasExpiryArea)
        {
            var place = _table.Locate(blob.Key);
            var bigger = blob.CopyWithExpiryArea(_heap.Slab);
            _table.AddBytes(hash.Slot, _heap.BytesOf(bigger) - _heap.BytesOf(blob));
            KeyTable.Replace(place, bigger);
            _heap.FreeBlock(blob);
            blob = bigger;
        }

        Expiries.Set(blob, hash, expireAtMs);
        return EntryOf(blob);
    }

    /// <summary>Takes the value from its key, which is gone then. Null when there is none.</summary>
    public DetachedValue? Detach(ReadOnlySpan<byte> key)
    {
        var place = _table.Locate(key);
        return place.Exists ? new DetachedValue(TakeOut(place), _heap) : null;
    }

    /// <summary>Gives a detached value, with its expiry, to a key, whatever was there.</summary>
    public Entry Attach(ReadOnlySpan<byte> key, DetachedValue value)
    {
        var entry = value.TakeCollection() is { } collection
            ? SetCollection(key, collection, value.ExpireAtMs)
            : AttachString(key, value);
        if (value.Clock != 0)
            SetClock(entry.Blob, value.Clock);
        return entry;
    }

    /// <summary>
    /// An entry whose expiry time is before <paramref name="nowMs"/>, in about the order of expiry; none when there is none. It is
    /// returned again until it is removed or its expiry changes. After a long time without calls the index may need several to
    /// catch up: each does a bounded amount of work, and none is returned while there is more to sort.
    /// </summary>
    public Entry NextExpired(long nowMs) => _expiry is null ? default : EntryOf(_expiry.NextExpired(nowMs));

    /// <summary>Says that an entry was used.</summary>
    public void Touch(Entry entry) => SetClock(entry.Blob, _uses.Used(entry.Blob.Clock));

    /// <summary>Stores the access clock of an entry; see <see cref="UseClock"/>.</summary>
    public void Touch(Entry entry, uint accessClock) => SetClock(entry.Blob, accessClock);

    /// <summary>Hears of keys that were not there before, when they have no value yet; null = nobody does.</summary>
    internal NewKeyListener? NewKey { get; set; }

    internal void SwapWith(Database other)
    {
        (_table, other._table) = (other._table, _table);
        (_expiry, other._expiry) = (other._expiry, _expiry);
    }

    /// <summary>Takes everything out at once; null when there was never a key.</summary>
    internal DiscardedContent? TakeContent()
    {
        if (!_table.HasRoot)
            return null;
        _heap.Ledger.Settle();
        var content = new DiscardedContent(_table, _expiry, _heap);
        _table = new KeyTable(_heap.Slab, _hashSeed);
        _expiry = null;
        return content;
    }

    internal KeyTable Table => _table;

    private ExpiryIndex Expiries => _expiry ??= new ExpiryIndex(_table, _heap.Slab);

    private Entry EntryOf(Blob blob) => blob.IsNull ? default : new Entry(blob, _heap);

    /// <summary>Lets a snapshot save a value that is about to change, if it has not yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void BeforeChange(Blob blob)
    {
        if (blob.SnapshotBit != _heap.SnapshotBit)
            _heap.Guard!.SaveFirst(_table, blob);
    }

    private static void SetClock(Blob blob, uint clock) => blob.Clock = clock;

    private Entry AttachString(ReadOnlySpan<byte> key, DetachedValue value)
    {
        var blob = value.Blob;
        if (blob.IsNull)
            throw new InvalidOperationException("The value has been attached already.");
        var raw = blob.IsRaw;
        var entry =
            blob.Form == ValueForm.Integer ? SetInteger(key, blob.Integer, value.ExpireAtMs)
            : value.TryTakeBigString(_heap, out var big) ? SetBigString(key, big, raw, value.ExpireAtMs)
            : SetBytes(key, blob.StringBytes, raw, value.ExpireAtMs);
        value.Close(_heap);
        return entry;
    }

    /// <summary>Removes a key from table and expiry index; its blob, which is the caller's now.</summary>
    private Blob TakeOut(in KeyPlace place)
    {
        var blob = place.Blob;
        BeforeChange(blob);
        _expiry?.Forget(blob);
        _table.AddBytes(place.Hash.Slot, -_heap.BytesOf(blob));
        _table.Remove(place);
        return blob;
    }

    /// <summary>
    /// The blob that a new value goes into, in the table already: the old one if the value fits, else a new one.
    /// <paramref name="left"/> is what remains of the old value, for <see cref="Finish"/>.
    /// </summary>
    private Blob Renew(in KeyPlace place, ReadOnlySpan<byte> key, int valueBytes, long expireAtMs, out Leftover left)
    {
        var old = place.Blob;
        left = default;
        if (old.IsNull)
        {
            var created = Blob.Create(_heap.Slab, key, expireAtMs >= 0, valueBytes);
            created.SnapshotBit = _heap.SnapshotBit;
            _table.Add(place, created);
            NewKey?.Invoke(key);
            return created;
        }

        BeforeChange(old);
        left.Bytes = _heap.BytesOf(old);
        left.Value = old.Owned;
        var needsExpiry = expireAtMs >= 0 || expireAtMs == Expiry.Keep && old.HasExpiry;
        if ((old.HasExpiryArea || !needsExpiry) && old.IsGoodFit(valueBytes))
            return old;
        if (!needsExpiry)
            _expiry?.Forget(old);
        var renewed = Blob.Create(_heap.Slab, key, needsExpiry, valueBytes);
        renewed.Inherit(old);
        renewed.SnapshotBit = _heap.SnapshotBit;
        KeyTable.Replace(place, renewed);
        left.Block = old;
        return renewed;
    }

    /// <summary>Sets the expiry of a blob that has its new value, and frees what is left of the old one.</summary>
    private Entry Finish(Blob blob, KeyHash hash, long expireAtMs, in Leftover left)
    {
        blob.Clock = left.Bytes == 0 ? _uses.Fresh : _uses.Used(blob.Clock);
        _table.AddBytes(hash.Slot, _heap.BytesOf(blob) - left.Bytes);
        if (expireAtMs >= 0)
            Expiries.Set(blob, hash, expireAtMs);
        else if (expireAtMs != Expiry.Keep)
            _expiry?.Clear(blob);
        if (!left.Block.IsNull)
            _heap.FreeBlock(left.Block);
        _heap.Release(left.Value);
        return new Entry(blob, _heap);
    }

    /// <summary>What an old value leaves behind when a new one takes its key.</summary>
    private struct Leftover
    {
        public Blob Block;
        public OwnedValue Value;

        /// <summary>What was counted for the old value and its key; 0 = there was none.</summary>
        public long Bytes;
    }
}
