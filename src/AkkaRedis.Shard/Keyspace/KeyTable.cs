using System.Runtime.CompilerServices;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>Where a key is, or would be: valid until the table is changed.</summary>
internal unsafe struct KeyPlace
{
    public KeyHash Hash;
    public Segment* Segment;
    public int Depth;

    /// <summary>Null when the key is not there.</summary>
    public ulong* Cell;

    public readonly bool Exists => Cell is not null;

    public readonly Blob Blob => Cell is null ? default : Keyspace.Cell.BlobOf(*Cell);
}

/// <summary>
/// All keys of one database: 16,384 slots, each with nothing, one <see cref="Segment"/>, or a <see cref="SlotDirectory"/>
/// of segments. Holds addresses of blobs and frees none of them.
/// The root (384 KB, touched where slots are used) is made with the first key, so that empty databases cost nothing.
/// Keys are also counted by groups of 128 slots, to skip empty slots fast and to pick a random key fairly. The bytes of keys
/// and values are counted by slot; whoever changes them says so with <see cref="AddBytes"/>.
/// </summary>
internal sealed unsafe class KeyTable(Slab slab, long seed)
{
    public const int SlotCount = Protocol.Slots.Slot.Count;

    /// <summary>A key's own share of the table: its cell.</summary>
    public const int BytesPerKey = sizeof(ulong);

    private const int GroupBits = 7;
    private const int SlotsPerGroup = 1 << GroupBits;
    private const int GroupCount = SlotCount / SlotsPerGroup;
    private const nuint DirectoryFlag = 1;
    private static readonly long _rootBytes = SlotCount * (long)(sizeof(Segment) + sizeof(long)) + GroupCount * sizeof(uint);

    private Segment* _root;
    private long* _slotBytes;
    private uint* _groupCounts;
    private long _bytes;

    public int Count { get; private set; }

    /// <summary>Bytes of all keys and values, with each key's share of the table.</summary>
    public long Bytes => _bytes + (long)Count * BytesPerKey;

    public bool HasRoot => _root is not null;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public KeyPlace Locate(ReadOnlySpan<byte> key)
    {
        var place = new KeyPlace { Hash = KeyHash.Of(key, seed) };
        if (_root is null)
            return place;
        place.Segment = SegmentOf(place.Hash, out place.Depth);
        place.Cell = place.Segment->Find(place.Hash.FingerprintAt(place.Depth), key);
        return place;
    }

    public KeyHash HashOf(Blob blob) => KeyHash.Of(blob.Key, seed);

    public KeyHash HashOf(ReadOnlySpan<byte> key) => KeyHash.Of(key, seed);

    /// <summary>Where the segment, or the directory, of a slot is held. There must be a root.</summary>
    public Segment* SlotAddress(int slot) => _root + slot;

    /// <summary>Where the search for a key begins; null in an empty segment. There must be a root.</summary>
    public ulong* HomeCell(KeyHash hash)
    {
        var segment = SegmentOf(hash, out var depth);
        return segment->Count == 0 ? null : segment->Cells + segment->HomeOf(hash.FingerprintAt(depth));
    }

    /// <summary>Puts a blob where its key was found missing.</summary>
    public void Add(in KeyPlace place, Blob blob)
    {
        if (_root is null)
            CreateRoot();
        var slot = _root + place.Hash.Slot;
        if (!IsDirectory(slot) && slot->Count >= SlotDirectory.MaxPlainCount)
            MakeDirectory(slot);
        var segment = SegmentOf(place.Hash, out var depth);
        segment->Add(Cell.Of(place.Hash.FingerprintAt(depth), blob), slab);
        if (IsDirectory(slot))
        {
            slot->Count++;
            DirectoryOf(slot)->SplitIfFull(slot->Count, slab, seed);
        }

        _groupCounts[place.Hash.Slot >> GroupBits]++;
        Count++;
    }

    /// <summary>Another blob for the key that was found there.</summary>
    public static void Replace(in KeyPlace place, Blob blob) =>
        *place.Cell = Cell.Of(place.Hash.FingerprintAt(place.Depth), blob);

    /// <summary>Takes out the key that was found there.</summary>
    public void Remove(in KeyPlace place)
    {
        place.Segment->Remove(place.Cell, slab);
        var slot = _root + place.Hash.Slot;
        if (IsDirectory(slot))
        {
            slot->Count--;
            DirectoryOf(slot)->JoinIfSparse(slot->Count, slab);
            if (DirectoryOf(slot)->SegmentCount == 1)
                *slot = SlotDirectory.Dissolve(DirectoryOf(slot), slab);
        }

        _groupCounts[place.Hash.Slot >> GroupBits]--;
        Count--;
    }

    public int CountInSlot(int slot) => _root is null ? 0 : (int)_root[slot].Count;

    /// <summary>Bytes of the keys and values of a slot, with each key's share of the table.</summary>
    public long BytesInSlot(int slot) => _root is null ? 0 : _slotBytes[slot] + _root[slot].Count * (long)BytesPerKey;

    /// <summary>Counts a change of a key's or its value's bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddBytes(int slot, long change)
    {
        if (change == 0)
            return;
        _slotBytes[slot] += change;
        _bytes += change;
    }

    /// <summary>The first slot from here on that has keys; <see cref="SlotCount"/> when there is none.</summary>
    public int NextSlotWithKeys(int slot)
    {
        if (Count == 0)
            return SlotCount;
        while (slot < SlotCount && _root[slot].Count == 0)
            slot = _groupCounts[slot >> GroupBits] == 0 ? (slot | SlotsPerGroup - 1) + 1 : slot + 1;
        return slot;
    }

    /// <summary>The segment a hash belongs to and the bits that its keys share. There must be a root.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Segment* SegmentOf(KeyHash hash, out int depth)
    {
        var slot = _root + hash.Slot;
        if (IsDirectory(slot))
            return DirectoryOf(slot)->Find(hash.Bits, out depth);
        depth = 0;
        return slot;
    }

    public int SegmentCount(int slot) => IsDirectory(_root + slot) ? (int)DirectoryOf(_root + slot)->SegmentCount : 1;

    /// <summary>A segment of a slot by its number in hash order.</summary>
    public Segment* SegmentAt(int slot, int number) =>
        IsDirectory(_root + slot) ? DirectoryOf(_root + slot)->At((uint)number) : _root + slot;

    /// <summary>The slot of the n-th key in order of slots.</summary>
    public int SlotOfNth(int n)
    {
        var group = 0;
        for (; n >= _groupCounts[group]; group++)
            n -= (int)_groupCounts[group];
        var slot = group << GroupBits;
        for (; n >= _root[slot].Count; slot++)
            n -= (int)_root[slot].Count;
        return slot;
    }

    /// <summary>Frees the tables of a slot whose segments are freed already. The counts are void from then on.</summary>
    public void FreeSlot(int slot)
    {
        if (IsDirectory(_root + slot))
            SlotDirectory.FreeArrays(DirectoryOf(_root + slot), slab);
        _root[slot] = default;
    }

    public void FreeRoot()
    {
        if (_root is not null)
            slab.Free((byte*)_root, SizeClasses.Of(_rootBytes));
        _root = null;
        _groupCounts = null;
        _slotBytes = null;
        (Count, _bytes) = (0, 0);
    }

    private void CreateRoot()
    {
        _root = (Segment*)slab.AllocateZeroed(_rootBytes, out _);
        _slotBytes = (long*)(_root + SlotCount);
        _groupCounts = (uint*)(_slotBytes + SlotCount);
    }

    private void MakeDirectory(Segment* slot)
    {
        var directory = SlotDirectory.Create(*slot, slab);
        slot->Cells = (ulong*)((nuint)directory | DirectoryFlag);
        slot->Capacity = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsDirectory(Segment* slot) => ((nuint)slot->Cells & DirectoryFlag) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SlotDirectory* DirectoryOf(Segment* slot) => (SlotDirectory*)((nuint)slot->Cells & ~DirectoryFlag);
}
