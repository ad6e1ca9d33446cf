using System.IO.Hashing;
using System.Runtime.CompilerServices;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// The segments of a slot that has too many keys for one. Linear hashing in hash order: with depth d and split pointer s, the
/// first s of the 2^d ranges of hashes have been cut in two, the others not yet. Every key added may cut the next range,
/// every key removed may join the last one that was cut; so no operation moves more than one segment or two halves of one,
/// about a thousand cells, however many keys there are. Lives in native memory; the keys are counted by its owner.
/// </summary>
internal unsafe struct SlotDirectory
{
    /// <summary>A slot with more keys than this gets a directory.</summary>
    public const int MaxPlainCount = 1024;

    private const int SplitAboveMean = 512;
    private const int JoinBelowMean = 192;

    /// <summary>The 2^depth ranges; those before the split pointer are empty, their halves are in <see cref="_halves"/>.</summary>
    private Segment* _wholes;

    /// <summary>Room for 2^(depth+1) halves, null while none is cut.</summary>
    private Segment* _halves;

    private int _depth;
    private uint _split;

    public readonly uint SegmentCount => (1u << _depth) + _split;

    public static SlotDirectory* Create(Segment only, Slab slab)
    {
        var directory = (SlotDirectory*)slab.AllocateZeroed(sizeof(SlotDirectory), out _);
        directory->_wholes = (Segment*)slab.AllocateZeroed(sizeof(Segment), out _);
        *directory->_wholes = only;
        return directory;
    }

    /// <summary>The segment of a hash and its depth.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly Segment* Find(ulong bits, out int depth)
    {
        depth = _depth;
        var index = TopBits(bits, depth);
        if (index >= _split)
            return _wholes + index;
        depth++;
        return _halves + TopBits(bits, depth);
    }

    /// <summary>A segment by its number in hash order, below <see cref="SegmentCount"/>.</summary>
    public readonly Segment* At(uint number) => number < 2 * _split ? _halves + number : _wholes + (number - _split);

    /// <summary>Cuts the next range when segments are full on average.</summary>
    public void SplitIfFull(uint count, Slab slab, long seed)
    {
        if (count <= (long)SegmentCount * SplitAboveMean || _depth >= KeyHash.MaxDepth)
            return;
        if (_halves is null)
            _halves = (Segment*)slab.AllocateZeroed(BytesOf(_depth + 1), out _);
        Split(_wholes + _split, _halves + 2 * _split, slab, seed);
        if (++_split < 1u << _depth)
            return;
        slab.Free((byte*)_wholes, SizeClasses.Of(BytesOf(_depth)));
        _wholes = _halves;
        _halves = null;
        _split = 0;
        _depth++;
    }

    /// <summary>Joins the two halves that were cut last when segments are mostly empty on average.</summary>
    public void JoinIfSparse(uint count, Slab slab)
    {
        if (count >= (long)SegmentCount * JoinBelowMean || SegmentCount == 1)
            return;
        if (_split == 0)
        {
            if (_halves is not null)
                slab.Free((byte*)_halves, SizeClasses.Of(BytesOf(_depth + 1)));
            _halves = _wholes;
            _depth--;
            _split = 1u << _depth;
            _wholes = (Segment*)slab.AllocateZeroed(BytesOf(_depth), out _);
        }

        _split--;
        Join(_halves + 2 * _split, _wholes + _split, slab);
    }

    /// <summary>The last segment left, taken out of the directory, which is freed.</summary>
    public static Segment Dissolve(SlotDirectory* directory, Slab slab)
    {
        var only = *directory->_wholes;
        FreeArrays(directory, slab);
        return only;
    }

    /// <summary>Frees a directory whose segments are freed.</summary>
    public static void FreeArrays(SlotDirectory* directory, Slab slab)
    {
        slab.Free((byte*)directory->_wholes, SizeClasses.Of(BytesOf(directory->_depth)));
        if (directory->_halves is not null)
            slab.Free((byte*)directory->_halves, SizeClasses.Of(BytesOf(directory->_depth + 1)));
        slab.Free((byte*)directory, SizeClasses.Of(sizeof(SlotDirectory)));
    }

    private readonly void Split(Segment* whole, Segment* halves, Slab slab, long seed)
    {
        halves[0].Reserve(whole->Count / 2, slab);
        halves[1].Reserve(whole->Count / 2, slab);
        for (var i = 0u; i < whole->Capacity; i++)
        {
            var cell = whole->Cells[i];
            if (cell == 0)
                continue;
            var blob = Cell.BlobOf(cell);
            var bits = XxHash3.HashToUInt64(blob.Key, seed);
            var fingerprint = new KeyHash(0, bits).FingerprintAt(_depth + 1);
            halves[TopBits(bits, _depth + 1) & 1].Add(Cell.Of(fingerprint, blob), slab);
        }

        whole->Free(slab);
    }

    /// <summary>The fingerprints of the whole are those of the halves behind the bit that told them apart; no key is read.</summary>
    private static void Join(Segment* halves, Segment* whole, Slab slab)
    {
        whole->Reserve(halves[0].Count + halves[1].Count, slab);
        for (var half = 0u; half < 2; half++)
        {
            for (var i = 0u; i < halves[half].Capacity; i++)
            {
                var cell = halves[half].Cells[i];
                if (cell == 0)
                    continue;
                var fingerprint = half << (Cell.FingerprintBits - 1) | Cell.FingerprintOf(cell) >> 1;
                whole->Add(Cell.Of(fingerprint, Cell.BlobOf(cell)), slab);
            }

            halves[half].Free(slab);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint TopBits(ulong bits, int count) => (uint)(bits >> 1 >> (63 - count));

    private static long BytesOf(int depth) => (long)sizeof(Segment) << depth;
}
