using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Execution;

/// <summary>What came of looking for a key that may go.</summary>
internal enum EvictionFind
{
    Found,

    /// <summary>None was met, though there are some: keys that expire are rare, or jobs read them at the moment.</summary>
    Later,

    /// <summary>There is none.</summary>
    None,
}

/// <summary>
/// Chooses the key that goes next. As in Redis, a few keys are looked at and the best of all that were seen lately goes, which
/// comes near to the true order of use at a cost that does not depend on the number of keys. A key that was used after it was
/// seen is looked at again, and one that a job reads is left alone.
/// </summary>
internal sealed class EvictionChoice(KeyspaceStore keyspace, Random random)
{
    private const int Rounds = 4;

    private readonly EvictionPool _pool = new();
    private readonly Entry[] _sample = new Entry[MemoryLimit.MaxSamples];
    private EvictionPolicy _policy;

    /// <summary>The key that goes next, by a policy that lets some go.</summary>
    public EvictionFind Find(MemoryLimit rules, long nowMs, KeyLocks locks, out int db, out Entry entry)
    {
        (db, entry) = (0, default);
        if (_policy != rules.Policy)
            _pool.Clear();
        _policy = rules.Policy;
        if (!HasAny(_policy.IsVolatile()))
            return EvictionFind.None;
        for (var round = 0; round < Rounds; round++)
        {
            LookAround(rules, nowMs);
            while (_pool.TryTake(out var candidate))
            {
                (db, entry) = (candidate.Db, keyspace[candidate.Db].FindByHash(candidate.Hash));
                if (!entry.IsNone && StampOf(entry) == candidate.Stamp && !locks.Holds(entry.Key))
                    return EvictionFind.Found;
            }
        }

        return EvictionFind.Later;
    }

    private bool HasAny(bool onlyExpiring)
    {
        for (var db = 0; db < keyspace.DatabaseCount; db++)
        {
            if ((onlyExpiring ? keyspace[db].ExpiresCount : keyspace[db].Count) > 0)
                return true;
        }

        return false;
    }

    /// <summary>Looks at some keys of every database. Chance needs no choice, so that those once drawn are used up first.</summary>
    private void LookAround(MemoryLimit rules, long nowMs)
    {
        if (_policy.IsRandom() && _pool.Count > 0)
            return;
        var samples = _policy.IsRandom() ? EvictionPool.MaxCount : Math.Min(rules.Samples, MemoryLimit.MaxSamples);
        for (var db = 0; db < keyspace.DatabaseCount; db++)
        {
            var found = keyspace[db].Count == 0 ? 0 : keyspace[db].Sample(random, _policy.IsVolatile(), _sample.AsSpan(0, samples));
            for (var i = 0; i < found; i++)
            {
                var rank = RankOf(_sample[i], rules, nowMs);
                if (_pool.Takes(rank))
                    _pool.Offer(new EvictionCandidate(db, keyspace[db].HashOf(_sample[i]), StampOf(_sample[i]), rank));
            }
        }
    }

    /// <summary>Ranks of one policy are comparable whenever they were made.</summary>
    private long RankOf(in Entry entry, MemoryLimit rules, long nowMs) => _policy switch
    {
        EvictionPolicy.VolatileTtl => -entry.ExpireAtMs,
        EvictionPolicy.AllKeysRandom or EvictionPolicy.VolatileRandom => random.Next(),
        EvictionPolicy.AllKeysLru or EvictionPolicy.VolatileLru => -UseClock.LastUse(entry.AccessClock, nowMs),
        _ => ((long)(byte.MaxValue - UseClock.Frequency(entry.AccessClock, nowMs, rules)) << 32)
            + UseClock.IdleMinutes(entry.AccessClock, nowMs),
    };

    /// <summary>What a rank is made of. By chance any key may go that still can, whatever became of it since.</summary>
    private long StampOf(in Entry entry)
    {
        if (_policy.IsVolatile() && !entry.HasExpiry)
            return -1;
        return _policy == EvictionPolicy.VolatileTtl ? entry.ExpireAtMs : _policy.IsRandom() ? 0 : entry.AccessClock;
    }
}
