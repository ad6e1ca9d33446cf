using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Shard.Execution;

/// <summary>Is there room for a command that needs memory?</summary>
internal enum Room
{
    Enough,

    /// <summary>Not yet, but keys are on their way out: it may run.</summary>
    Soon,

    /// <summary>Nothing more may go: it is refused.</summary>
    None,
}

/// <summary>
/// Keeps the shard's data within its part of maxmemory. What counts is what the keyspace holds by its own exact sums, and a
/// little for the shard itself, so that a limit of a few bytes is exceeded from the start, as in Redis; logs, and what connections
/// read and write, do not count.
/// <para>
/// Before each command (<see cref="MakeRoom"/>): while there is too much, memory of what was removed already is freed, then keys
/// go, one after the other, each with its effect in the log as a unit of its own. That takes as much time as the tenacity allows,
/// never more than the turn has left; the rest is done in later turns (<see cref="IsBehind"/>), and commands run meanwhile.
/// </para>
/// Single-threaded, but <see cref="IsOutOfMemory"/> may be asked from anywhere.
/// </summary>
internal sealed class Evictor(
    CommandExecutor executor, CommandLog log, ShardSettings settings, int shards, TimeProvider time, Random random)
{
    /// <summary>About what a shard takes without any data.</summary>
    public const int OwnBytes = 4096;

    private const int LooksPerClock = 16;
    private const int UsPerTenacity = 50;
    private const int LinearTenacity = 10;
    private const double TenacityGrowth = 1.15;

    private readonly KeyspaceStore _keyspace = executor.Keyspace;
    private readonly EvictionChoice _choice = new(executor.Keyspace, random);
    private MemoryLimit? _rules;
    private long _limitBytes;
    private long _patienceTicks;
    private volatile Room _room;
    private byte[] _key = new byte[256];

    /// <summary>Is more in use than may be? Asked before every command: two comparisons while there is no limit.</summary>
    public bool IsExceeded
    {
        get
        {
            if (!ReferenceEquals(_rules, settings.Memory))
                Adopt(settings.Memory);
            return _limitBytes > 0 && _keyspace.MemoryBytes + OwnBytes > _limitBytes;
        }
    }

    /// <summary>Should a later turn go on making room?</summary>
    public bool IsBehind => _room == Room.Soon;

    /// <summary>Is there no room, as far as can be told without making some? What other rules did not allow does not count.</summary>
    public bool IsOutOfMemory
    {
        get
        {
            var rules = settings.Memory;
            return rules.MaxBytes > 0 && _keyspace.MemoryBytes + OwnBytes > rules.ShareOf(shards)
                && (rules.Policy == EvictionPolicy.NoEviction || (_room == Room.None && ReferenceEquals(rules, _rules)));
        }
    }

    /// <summary>Frees memory until there is enough, nothing is left that may go, or the time is over.</summary>
    /// <param name="locks">Keys that must stay for now.</param>
    /// <param name="turnEnd">Timestamp after which no further key goes.</param>
    /// <param name="nowMs">Time of day.</param>
    public Room MakeRoom(KeyLocks locks, long turnEnd, long nowMs)
    {
        var end = Math.Min(turnEnd, time.GetTimestamp() + _patienceTicks);
        var room = Room.Enough;
        for (var n = 1; IsExceeded && room == Room.Enough; n++)
        {
            var mayTakeLong = _keyspace.AnyReclaimable;
            if (mayTakeLong)
                _keyspace.Reclaim(1);
            else
                room = EvictOne(locks, nowMs);
            if (room == Room.Enough && (mayTakeLong || n % LooksPerClock == 0) && time.GetTimestamp() >= end && IsExceeded)
                room = Room.Soon;
        }

        Note(room, nowMs);
        return room;
    }

    /// <summary>Every now and then: begins to make room when the limit was lowered, and notes when there is enough again.</summary>
    public void Look(KeyLocks locks, long turnEnd, long nowMs)
    {
        if (IsExceeded || _room != Room.Enough)
            MakeRoom(locks, turnEnd, nowMs);
    }

    private Room EvictOne(KeyLocks locks, long nowMs)
    {
        if (_rules!.Policy == EvictionPolicy.NoEviction)
            return Room.None;
        var find = _choice.Find(_rules, nowMs, locks, out var db, out var entry);
        if (find != EvictionFind.Found)
            return find == EvictionFind.Later ? Room.Soon : Room.None;
        var length = entry.Key.Length;
        if (length > _key.Length)
            _key = new byte[length];
        entry.Key.CopyTo(_key);
        executor.RemoveEvicted(db, _key.AsSpan(0, length));
        log.CommitUnit();
        return Room.Enough;
    }

    /// <summary>The time during which there was too much is told by INFO.</summary>
    private void Note(Room room, long nowMs)
    {
        _room = room;
        var counters = executor.Counters;
        if (room != Room.Enough && counters.ExceededSinceMs == 0)
            counters.ExceededSinceMs = nowMs;
        if (room != Room.Enough || counters.ExceededSinceMs == 0)
            return;
        counters.ExceededMs += nowMs - counters.ExceededSinceMs;
        counters.ExceededSinceMs = 0;
    }

    private void Adopt(MemoryLimit rules)
    {
        _rules = rules;
        _limitBytes = rules.ShareOf(shards);
        _patienceTicks = (long)Math.Min(long.MaxValue / 2, PatienceUs(rules.Tenacity) * time.TimestampFrequency / 1e6);
    }

    /// <summary>As in Redis: 50 us for each step up to 10, then 15 per cent more for each, and no end at 100.</summary>
    private static double PatienceUs(int tenacity)
    {
        if (tenacity <= LinearTenacity)
            return UsPerTenacity * tenacity;
        return tenacity < 100
            ? UsPerTenacity * LinearTenacity * Math.Pow(TenacityGrowth, tenacity - LinearTenacity)
            : double.MaxValue;
    }
}
