using System.Numerics;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// A hierarchical timing wheel of <see cref="ExpiryRecord"/>s: 6 levels of 256 buckets. A record is filed at the level of the
/// highest 8-bit digit in which its time differs from the wheel's clock (in milliseconds), under its own digit there.
/// When the clock reaches a bucket of a higher level, its records move to lower levels; a bucket of level 0 is one
/// millisecond. Filing is O(1); a record moves at most five times, and a chunk whose records share their next bucket moves
/// whole. Moving is cut in slices by the caller's budget, so a crowded bucket is no pause.
/// Invariants: no record is filed before the clock, except in the overdue chain, which holds all that came too late; within
/// a level no bucket before the clock's digit is occupied.
/// </summary>
internal sealed unsafe class ExpiryWheel(Slab slab)
{
    /// <summary>Latest time that a record can name; later ones are filed there (year 10889).</summary>
    public const long Horizon = (1L << 48) - 1;

    private const int Levels = 6;
    private const int DigitBits = 8;
    private const int BucketsPerLevel = 1 << DigitBits;
    private const int BucketCount = Levels * BucketsPerLevel;
    private const int Overdue = BucketCount;
    private static readonly long _bucketBytes = (BucketCount + 1) * (long)sizeof(RecordChain);

    private readonly ulong[] _occupied = new ulong[BucketCount / 64];
    private RecordChain* _buckets;
    private RecordChain _moving;
    private int _sweepBucket;
    private int _sweepLeft;

    public long ClockMs { get; private set; }

    public long RecordCount { get; private set; }

    public int OverdueCount { get; private set; }

    /// <summary>Files a record; the time it is filed for.</summary>
    public long File(ulong position, long timeMs)
    {
        if (_buckets is null)
            _buckets = (RecordChain*)slab.AllocateZeroed(_bucketBytes, out _);
        var record = new ExpiryRecord(position, Math.Min(timeMs, Horizon));
        RecordCount++;
        Put(record);
        return record.TimeMs;
    }

    /// <summary>Moves the clock of an empty wheel.</summary>
    public void SkipTo(long timeMs) => ClockMs = Math.Max(ClockMs, Math.Min(timeMs, Horizon));

    public ExpiryRecord PeekOverdue() => _buckets[Overdue].Peek();

    public void PopOverdue()
    {
        _buckets[Overdue].Pop(slab);
        OverdueCount--;
        RecordCount--;
    }

    /// <summary>
    /// The first record up to a time, which stays where it is until <see cref="PopDue"/>. False when there is none, and also
    /// when the budget, which moved records are counted against, is used up.
    /// </summary>
    public bool TryPeekDue(long upToMs, ref int budget, out ExpiryRecord record)
    {
        record = default;
        upToMs = Math.Min(upToMs, Horizon);
        while (budget > 0)
        {
            if (!_moving.IsEmpty)
            {
                MoveChunk(ref budget);
                continue;
            }

            if (!FindFirst(out var level, out var digit))
                break;
            var shift = level * DigitBits;
            var startMs = (ClockMs >> shift >> DigitBits << DigitBits | (long)digit) << shift;
            if (startMs > (level == 0 ? upToMs : upToMs + 1))
                break;
            ClockMs = Math.Max(ClockMs, startMs);
            if (level == 0)
            {
                record = _buckets[digit].Peek();
                return true;
            }

            TakeAll(level * BucketsPerLevel + digit);
        }

        if (budget > 0)
            ClockMs = Math.Max(ClockMs, upToMs + 1);
        return false;
    }

    /// <summary>Removes the record that was peeked at last.</summary>
    public void PopDue()
    {
        var bucket = (int)(ClockMs & (BucketsPerLevel - 1));
        _buckets[bucket].Pop(slab);
        RecordCount--;
        MarkIfEmpty(bucket);
    }

    /// <summary>
    /// Takes a chunk out for weeding, going round all buckets; null when there is none. The caller files again what is
    /// still good and frees the chunk.
    /// </summary>
    public RecordChunk* TakeChunkToSweep()
    {
        if (_sweepLeft == 0 || _buckets[_sweepBucket].IsEmpty)
        {
            var next = NextOccupied(_sweepBucket + 1, BucketCount);
            if (next < 0)
                next = NextOccupied(0, BucketCount);
            if (next < 0)
                return null;
            (_sweepBucket, _sweepLeft) = (next, _buckets[next].ChunkCount);
        }

        _sweepLeft--;
        var chunk = _buckets[_sweepBucket].TakeChunk();
        RecordCount -= chunk->Count;
        MarkIfEmpty(_sweepBucket);
        return chunk;
    }

    /// <summary>Frees chunks until the units are used up; true when nothing is left.</summary>
    public bool FreeSome(ref int units)
    {
        if (_buckets is null)
            return true;
        while (units > 0 && !_moving.IsEmpty)
            FreeChunk(ref _moving, ref units);
        for (var bucket = 0; bucket <= Overdue; bucket++)
        {
            while (units > 0 && !_buckets[bucket].IsEmpty)
                FreeChunk(ref _buckets[bucket], ref units);
            if (units <= 0)
                return false;
        }

        slab.Free((byte*)_buckets, SizeClasses.Of(_bucketBytes));
        _buckets = null;
        return true;
    }

    private void FreeChunk(ref RecordChain chain, ref int units)
    {
        RecordChain.Free(chain.TakeChunk(), slab);
        units--;
    }

    private void Put(ExpiryRecord record)
    {
        var bucket = BucketOf(record.TimeMs);
        _buckets[bucket].Append(record, slab);
        Mark(bucket);
        if (bucket == Overdue)
            OverdueCount++;
    }

    private int BucketOf(long timeMs)
    {
        if (timeMs < ClockMs)
            return Overdue;
        var level = BitOperations.Log2((ulong)(timeMs ^ ClockMs) | 1) / DigitBits;
        return level * BucketsPerLevel + (int)(timeMs >> (level * DigitBits) & (BucketsPerLevel - 1));
    }

    private bool FindFirst(out int level, out int digit)
    {
        for (level = 0; level < Levels; level++)
        {
            var from = level * BucketsPerLevel + (int)(ClockMs >> (level * DigitBits) & (BucketsPerLevel - 1));
            var bucket = NextOccupied(from, (level + 1) * BucketsPerLevel);
            digit = bucket & (BucketsPerLevel - 1);
            if (bucket >= 0)
                return true;
        }

        digit = 0;
        return false;
    }

    /// <summary>The first occupied bucket in [from, end), or -1.</summary>
    private int NextOccupied(int from, int end)
    {
        for (var word = from >> 6; word < end >> 6; word++)
        {
            var bits = _occupied[word];
            if (word == from >> 6)
                bits &= ulong.MaxValue << (from & 63);
            if (bits != 0)
                return word << 6 | BitOperations.TrailingZeroCount(bits);
        }

        return -1;
    }

    private void TakeAll(int bucket)
    {
        _moving = _buckets[bucket];
        _buckets[bucket] = default;
        MarkIfEmpty(bucket);
    }

    private void MoveChunk(ref int budget)
    {
        var chunk = _moving.TakeChunk();
        var bucket = BucketOf(chunk->MinTimeMs);
        if (bucket == BucketOf(chunk->MaxTimeMs) && bucket != Overdue)
        {
            _buckets[bucket].AppendChunk(chunk);
            Mark(bucket);
            budget--;
            return;
        }

        budget -= chunk->Count;
        for (var i = (int)chunk->Taken; i < chunk->Filled; i++)
            Put(RecordChunk.At(chunk, i));
        RecordChain.Free(chunk, slab);
    }

    private void Mark(int bucket)
    {
        if (bucket < BucketCount)
            _occupied[bucket >> 6] |= 1UL << (bucket & 63);
    }

    private void MarkIfEmpty(int bucket)
    {
        if (_buckets[bucket].IsEmpty)
            _occupied[bucket >> 6] &= ~(1UL << (bucket & 63));
    }
}
