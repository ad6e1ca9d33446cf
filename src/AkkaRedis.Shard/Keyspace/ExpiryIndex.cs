namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// Which keys of a database expire, and when: the expiry fields of blobs, their number and sum, and an
/// <see cref="ExpiryWheel"/> that finds those whose time has come.
/// <para>
/// The wheel's records are hints, checked against the key when they are met: a key has exactly one record that counts, for the
/// time its blob remembers as filed, never later than its expiry. Putting an expiry off files nothing; when the record is
/// met too early it is filed anew. Records of removed keys stay until their time; when they outnumber the others,
/// every filing also sweeps some.
/// </para>
/// </summary>
internal sealed unsafe class ExpiryIndex(KeyTable table, Slab slab)
{
    /// <summary>The filed delta of a key that expires after <see cref="ExpiryWheel.Horizon"/> and is filed there.</summary>
    private const uint FiledAtHorizon = uint.MaxValue;

    private const long NotFiled = -1;
    /// <summary>Bounds a call to about half a millisecond: a moved record costs one, a checked one as many as below.</summary>
    private const int BudgetPerCall = 1 << 14;
    private const int CheckCost = 4;
    private const int StaleRecordsAllowed = 1024;
    private const int FilingsPerSweep = 32;
    private const int RecordsPerSweep = 96;

    private readonly ExpiryWheel _wheel = new(slab);
    private Int128 _expiryTimesSum;
    private int _filingsSinceSweep;

    public int Count { get; private set; }

    public long RecordCount => _wheel.RecordCount;

    /// <summary>May be asked from any thread: while another changes the index the answer may be off, but there is one.</summary>
    public long AverageTtlMs(long nowMs) => Count is var count && count == 0 ? 0 : (long)Int128.Max(0, _expiryTimesSum / count - nowMs);

    /// <summary>Gives a key of the table an expiry time, or another one. Its blob must have an expiry area.</summary>
    public void Set(Blob blob, KeyHash hash, long expireAtMs)
    {
        var filedMs = FiledTimeOf(blob);
        Uncount(blob);
        var isTooFar = expireAtMs - filedMs >= FiledAtHorizon && filedMs < ExpiryWheel.Horizon;
        if (filedMs == NotFiled || expireAtMs < filedMs || isTooFar)
            filedMs = File(hash.Position, expireAtMs);
        var delta = expireAtMs > ExpiryWheel.Horizon ? FiledAtHorizon : (uint)(expireAtMs - filedMs);
        blob.SetExpiryFields(hasExpiry: true, expireAtMs, delta);
        Count++;
        _expiryTimesSum += expireAtMs;
    }

    /// <summary>The key does not expire any more.</summary>
    public void Clear(Blob blob)
    {
        if (!blob.HasExpiry)
            return;
        Uncount(blob);
        blob.SetExpiryFields(hasExpiry: false, FiledTimeOf(blob), 0);
    }

    /// <summary>The key is removed from the table; nothing to do but count, its record is met or swept some day.</summary>
    public void Forget(Blob blob) => Uncount(blob);

    /// <summary>
    /// A key whose expiry time is before <paramref name="nowMs"/>, about the one that expired first; null when there is none,
    /// or when so much has to be sorted first that the rest is better done by the next call.
    /// </summary>
    public Blob NextExpired(long nowMs)
    {
        if (_wheel.RecordCount == 0)
        {
            _wheel.SkipTo(nowMs);
            return default;
        }

        var budget = BudgetPerCall;
        var found = NextOverdue(nowMs, ref budget);
        while (found.IsNull && _wheel.TryPeekDue(nowMs - 1, ref budget, out var record))
        {
            budget -= CheckCost;
            var blob = Match(record, overdue: false);
            if (IsDue(blob, nowMs))
                return blob;
            _wheel.PopDue();
            Refile(blob);
        }

        return found;
    }

    /// <summary>
    /// Some keys that expire, as many as there are in a chunk of records and as there is room for: with every call those of the
    /// next chunk, going round. Also weeds that chunk.
    /// </summary>
    public int Sample(Span<Blob> into)
    {
        var chunk = _wheel.TakeChunkToSweep();
        if (chunk is null)
            return 0;
        var found = 0;
        for (var i = (int)chunk->Taken; i < chunk->Filled; i++)
        {
            var blob = SweepRecord(RecordChunk.At(chunk, i));
            if (!blob.IsNull && found < into.Length)
                into[found++] = blob;
        }

        RecordChain.Free(chunk, slab);
        return found;
    }

    /// <summary>Frees records until the units are used up; true when nothing is left.</summary>
    public bool FreeSome(ref int units) => _wheel.FreeSome(ref units);

    private static bool IsDue(Blob blob, long nowMs) => !blob.IsNull && blob.HasExpiry && nowMs > blob.ExpireAtMs;

    private static long FiledTimeOf(Blob blob)
    {
        var (first, delta) = blob.GetExpiryFields();
        if (!blob.HasExpiry)
            return first;
        return delta == FiledAtHorizon ? ExpiryWheel.Horizon : first - delta;
    }

    private Blob NextOverdue(long nowMs, ref int budget)
    {
        for (var left = _wheel.OverdueCount; left > 0 && budget > 0; left--)
        {
            budget -= CheckCost;
            var blob = Match(_wheel.PeekOverdue(), overdue: true);
            if (IsDue(blob, nowMs))
                return blob;
            _wheel.PopOverdue();
            Refile(blob);
        }

        return default;
    }

    /// <summary>The key whose record this is; null when the record is stale. An overdue record stands for any time past.</summary>
    private Blob Match(ExpiryRecord record, bool overdue)
    {
        if (!table.HasRoot)
            return default;
        var hash = KeyHash.AtPosition(record.Position);
        var segment = table.SegmentOf(hash, out var depth);
        var fingerprint = hash.FingerprintAt(depth);
        var probe = segment->FirstProbe(fingerprint);
        for (ulong* cell; (cell = segment->FindNext(fingerprint, ref probe)) is not null; )
        {
            var blob = Cell.BlobOf(*cell);
            if (!blob.HasExpiryArea)
                continue;
            var filedMs = FiledTimeOf(blob);
            if (filedMs != NotFiled && (overdue ? filedMs < _wheel.ClockMs : filedMs == record.TimeMs))
                return blob;
        }

        return default;
    }

    /// <summary>The record of this key is gone from the wheel: files it for the key's time of now, if it has one.</summary>
    private void Refile(Blob blob)
    {
        if (blob.IsNull)
            return;
        var expireAtMs = blob.ExpireAtMs;
        var hasExpiry = blob.HasExpiry;
        Uncount(blob);
        blob.SetExpiryFields(hasExpiry: false, NotFiled, 0);
        if (hasExpiry)
            Set(blob, table.HashOf(blob), expireAtMs);
    }

    private void Uncount(Blob blob)
    {
        if (!blob.HasExpiry)
            return;
        Count--;
        _expiryTimesSum -= blob.ExpireAtMs;
    }

    private long File(ulong position, long timeMs)
    {
        if (_wheel.RecordCount > 2L * Count + StaleRecordsAllowed && ++_filingsSinceSweep >= FilingsPerSweep)
        {
            _filingsSinceSweep = 0;
            Sweep();
        }

        return _wheel.File(position, timeMs);
    }

    private void Sweep()
    {
        for (var swept = 0; swept < RecordsPerSweep; )
        {
            var chunk = _wheel.TakeChunkToSweep();
            if (chunk is null)
                return;
            swept += chunk->Count;
            for (var i = (int)chunk->Taken; i < chunk->Filled; i++)
                SweepRecord(RecordChunk.At(chunk, i));
            RecordChain.Free(chunk, slab);
        }
    }

    /// <summary>Files a record again that is still good, and gives its key; null when it is not.</summary>
    private Blob SweepRecord(ExpiryRecord record)
    {
        var blob = Match(record, overdue: false);
        if (blob.IsNull)
            return default;
        if (blob.HasExpiry)
        {
            _wheel.File(record.Position, record.TimeMs);
            return blob;
        }

        blob.SetExpiryFields(hasExpiry: false, NotFiled, 0);
        return default;
    }
}
