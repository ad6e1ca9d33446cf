using System.Runtime.CompilerServices;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>A table cell: the address of a blob in the low 48 bits and a 16-bit fingerprint of its key's hash above; 0 is empty.</summary>
internal static unsafe class Cell
{
    public const int AddressBits = 48;
    public const int FingerprintBits = 16;
    private const ulong AddressMask = (1UL << AddressBits) - 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(uint fingerprint, Blob blob) => (ulong)fingerprint << AddressBits | (ulong)blob.Address;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint FingerprintOf(ulong cell) => (uint)(cell >> AddressBits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Blob BlobOf(ulong cell) => new((byte*)(cell & AddressMask));
}

/// <summary>
/// An open-addressing table of <see cref="Cell"/>s: the keys of one slot, or of one range of hashes of a big slot.
/// <para>
/// The fingerprint is the 16 bits of the hash that follow the bits all keys of the segment share (its depth), and a key's
/// home cell is fingerprint x capacity / 65536. So homes are in hash order whatever the capacity is (which need not be a
/// power of two), and moving cells to another capacity reads no key. Probing is linear and wraps; an inserted cell takes the
/// place of one nearer to its home ("Robin Hood"), so along a probe homes never decrease and a miss ends early; removal
/// shifts back, so there are no tombstones.
/// </para>
/// Invariant: at least one cell is empty, or there are no cells. The struct is 16 bytes in native memory, without a
/// constructor: zeros are an empty segment.
/// </summary>
internal unsafe struct Segment
{
    private const int MinCapacity = 2;

    public ulong* Cells;
    public uint Count;
    public uint Capacity;

    /// <summary>The cell of a key, or null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly ulong* Find(uint fingerprint, ReadOnlySpan<byte> key)
    {
        if (Count == 0)
            return null;
        var at = HomeOf(fingerprint);
        for (var distance = 0u; ; distance++)
        {
            var cell = Cells[at];
            if (cell == 0)
                return null;
            if (Cell.FingerprintOf(cell) == fingerprint)
            {
                if (Cell.BlobOf(cell).Key.SequenceEqual(key))
                    return Cells + at;
            }
            else if (DistanceOf(cell, at) < distance)
            {
                return null;
            }

            at = Next(at);
        }
    }

    /// <summary>The next cell with a fingerprint, from where a probe begun with <see cref="FirstProbe"/> stands; null at the end.</summary>
    public readonly ulong* FindNext(uint fingerprint, ref Probe probe)
    {
        while (Count != 0)
        {
            var cell = Cells[probe.At];
            if (cell == 0 || Cell.FingerprintOf(cell) != fingerprint && DistanceOf(cell, probe.At) < probe.Distance)
                return null;
            var found = Cell.FingerprintOf(cell) == fingerprint ? Cells + probe.At : null;
            probe.At = Next(probe.At);
            probe.Distance++;
            if (found is not null)
                return found;
        }

        return null;
    }

    public readonly Probe FirstProbe(uint fingerprint) => new() { At = HomeOf(fingerprint) };

    /// <summary>Adds a cell whose key is not there yet, growing when needed.</summary>
    public void Add(ulong cell, Slab slab)
    {
        if (Count + 1 > MaxCount(Capacity))
            Resize(Capacity + Math.Max(2, Capacity / 4), slab);
        Place(cell);
        Count++;
    }

    /// <summary>Takes a cell out; the segment shrinks when it is mostly empty.</summary>
    public void Remove(ulong* cell, Slab slab)
    {
        ShiftBack((uint)(cell - Cells));
        Count--;
        if (Count == 0)
            Free(slab);
        else if (Count < Capacity * 3 / 10 && Capacity > 8)
            Resize(Count * 3 / 2, slab);
    }

    /// <summary>Makes room for so many keys at once.</summary>
    public void Reserve(uint count, Slab slab)
    {
        if (count > MaxCount(Capacity))
            Resize(count + count / 7 + 2, slab);
    }

    public void Free(Slab slab)
    {
        if (Cells is not null)
            slab.Free((byte*)Cells, SizeClasses.Of((long)Capacity * sizeof(ulong)));
        this = default;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint HomeOf(uint fingerprint) => (uint)((ulong)fingerprint * Capacity >> Cell.FingerprintBits);

    /// <summary>The lowest fingerprint whose home is <paramref name="home"/> or later; 65536 when there is none.</summary>
    public readonly uint FirstFingerprintOf(uint home) =>
        (uint)((((ulong)home << Cell.FingerprintBits) + Capacity - 1) / Capacity);

    /// <summary>The home of the key in a cell.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint HomeOf(ulong cell) => HomeOf(Cell.FingerprintOf(cell));

    /// <summary>How far a cell is from its home.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint DistanceOf(ulong cell, uint at)
    {
        var home = HomeOf(cell);
        return at >= home ? at - home : at + Capacity - home;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly uint Next(uint at) => ++at == Capacity ? 0 : at;

    private static uint MaxCount(uint capacity) => capacity == 0 ? 0 : capacity - Math.Max(1, capacity / 8);

    private readonly void Place(ulong cell)
    {
        var at = HomeOf(cell);
        for (var distance = 0u; Cells[at] != 0; distance++)
        {
            var there = DistanceOf(Cells[at], at);
            if (there < distance)
            {
                (cell, Cells[at]) = (Cells[at], cell);
                distance = there;
            }

            at = Next(at);
        }

        Cells[at] = cell;
    }

    private readonly void ShiftBack(uint at)
    {
        while (true)
        {
            var next = Next(at);
            var cell = Cells[next];
            if (cell == 0 || DistanceOf(cell, next) == 0)
                break;
            Cells[at] = cell;
            at = next;
        }

        Cells[at] = 0;
    }

    private void Resize(uint capacity, Slab slab)
    {
        var old = this;
        var block = slab.AllocateZeroed(Math.Max(capacity, MinCapacity) * (long)sizeof(ulong), out var sizeClass);
        Cells = (ulong*)block;
        Capacity = (uint)(Slab.UsableBytes(block, sizeClass) / sizeof(ulong));
        for (var i = 0u; i < old.Capacity; i++)
        {
            if (old.Cells[i] != 0)
                Place(old.Cells[i]);
        }

        old.Free(slab);
    }

    /// <summary>Where a search for all cells of one fingerprint stands.</summary>
    internal struct Probe
    {
        public uint At;
        public uint Distance;
    }
}
