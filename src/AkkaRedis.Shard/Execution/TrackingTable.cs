using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// Who is to hear of which changed keys of this shard (CLIENT TRACKING). Decides nothing about how they are told.
///
/// Two ways, side by side. A connection that tracks what it reads stands, by id, with each key it read, whichever database
/// that is in, as in redis-server; the first change tells it and forgets the key. Whether it still tracks is looked at only
/// then, so nothing has to be cleaned up when a client leaves. For broadcasts changed keys are gathered while commands run, and
/// told together when a turn ends.
/// There is a limit of keys: beyond it the keys read longest ago are told as if they had changed, and forgotten.
/// While nobody tracks, a changed key costs two comparisons.
/// </summary>
internal sealed class TrackingTable(ShardSettings settings, ShardCounters counters, ITrackingSink? sink) : IChangeListener
{
    private const int MaxForgottenAtOnce = 500;

    private Dictionary<byte[], TrackedKey> _byKey = new(ByteArrayComparer.Instance);
    private LinkedList<TrackedKey> _byAge = new();
    private readonly Dictionary<byte[], long> _changed = new(ByteArrayComparer.Instance);
    private readonly List<int> _keyArgs = [];
    private bool _gathers;

    /// <summary>Where to see which connection's command is being run.</summary>
    public ReadContext? Writer { get; set; }

    /// <summary>The connection that is to hear of evicted keys before the reply to its only request; 0 = none.</summary>
    public long MakesRoomFor { get; set; }

    /// <summary>Shards that share the limit of keys.</summary>
    public int Shards { get; set; } = 1;

    /// <summary>A turn begins, for which it is settled whether changed keys are gathered.</summary>
    public void BeginTurn() => _gathers = sink is { HasBroadcasts: true };

    /// <summary>Remembers that a connection read the keys of a command.</summary>
    public void Remember(CommandRow row, in Args args, long connectionId)
    {
        if (sink is null)
            return;
        _keyArgs.Clear();
        if (!row.Keys.Find(args, _keyArgs))
            return;
        foreach (var arg in _keyArgs)
            Remember(args[arg], connectionId);
        ForgetBeyondLimit();
    }

    /// <summary>Forgets some keys when there are too many: after a read, and now and then, since the limit may have changed.</summary>
    public void ForgetBeyondLimit()
    {
        if (settings.TrackingTableMaxKeys == 0)
            return;
        var most = Math.Max(1, (settings.TrackingTableMaxKeys + Shards - 1) / Shards);
        for (var n = 0; n < MaxForgottenAtOnce && _byKey.Count > most; n++)
            TellReaders(_byAge.First!.Value, writer: 0, madeRoomFor: 0);
    }

    /// <summary>Tells what was gathered for broadcasts.</summary>
    public void TellChanged()
    {
        if (_changed.Count == 0)
            return;
        var keys = _changed.Select(c => new ChangedKey(c.Key, c.Value)).ToArray();
        _changed.Clear();
        Array.Sort(keys, static (a, b) => a.Key.AsSpan().SequenceCompareTo(b.Key));
        sink?.KeysChanged(keys);
    }

    public void KeyChanged(int db, ReadOnlySpan<byte> key, KeyEvent @event)
    {
        if (_gathers)
            _changed.GetAlternateLookup<ReadOnlySpan<byte>>()[key] = WriterOf(@event);
        if (_byKey.Count > 0 && _byKey.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var tracked))
            TellReaders(tracked, WriterOf(@event), @event.Class == 'e' ? MakesRoomFor : 0);
    }

    public void KeyEvent(int db, ReadOnlySpan<byte> key, KeyEvent @event)
    {
    }

    /// <summary>An exchange of databases is told to nobody, as in redis-server; emptied ones are <see cref="Emptied"/>.</summary>
    public void DatabaseChanged(int db)
    {
    }

    public void Emptied()
    {
        _byKey = new Dictionary<byte[], TrackedKey>(ByteArrayComparer.Instance);
        _byAge = new LinkedList<TrackedKey>();
        counters.TrackedKeys = counters.TrackedItems = 0;
        sink?.AllChanged();
    }

    /// <summary>An expired key was taken by the clock, whoever came across it.</summary>
    private long WriterOf(KeyEvent @event) => @event.Class is 'x' or 'e' ? 0 : Writer?.ConnectionId ?? 0;

    private void Remember(ReadOnlySpan<byte> key, long connectionId)
    {
        var lookup = _byKey.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(key, out var tracked))
        {
            tracked = new TrackedKey(key.ToArray());
            _byKey.Add(tracked.Key, tracked);
            tracked.Place = _byAge.AddLast(tracked);
            counters.TrackedKeys++;
        }

        if (tracked.TryAdd(connectionId))
            counters.TrackedItems++;
    }

    private void TellReaders(TrackedKey tracked, long writer, long madeRoomFor)
    {
        _byKey.Remove(tracked.Key);
        _byAge.Remove(tracked.Place!);
        counters.TrackedKeys--;
        counters.TrackedItems -= tracked.Readers.Count;
        sink?.KeyChanged(tracked.Key, tracked.Readers, writer, madeRoomFor);
    }

    private sealed class TrackedKey(byte[] key)
    {
        private readonly List<long> _readers = new(1);

        public byte[] Key { get; } = key;

        /// <summary>Ids of connections, ascending.</summary>
        public IReadOnlyList<long> Readers => _readers;

        public LinkedListNode<TrackedKey>? Place { get; set; }

        public bool TryAdd(long connectionId)
        {
            var at = _readers.BinarySearch(connectionId);
            if (at >= 0)
                return false;
            _readers.Insert(~at, connectionId);
            return true;
        }
    }
}
