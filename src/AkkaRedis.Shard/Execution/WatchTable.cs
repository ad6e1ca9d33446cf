using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// Which connections watch which keys of this shard (WATCH), and whose transactions are spoiled. A connection unknown here
/// counts as spoiled when it claims to watch: after a change of primary nobody can tell what happened to its keys.
///
/// A watched key remembers whether it existed, so that deleting what was already gone (a flush, an expiry found late) does
/// not spoil, as in Redis.
/// </summary>
internal sealed class WatchTable(KeyspaceStore keyspace) : IChangeListener
{
    private readonly Dictionary<WatchedKey, List<Watcher>> _byKey = [];
    private readonly Dictionary<long, List<Watcher>> _byConnection = [];
    private readonly HashSet<long> _spoiled = [];

    public int WatchedKeys => _byKey.Count;

    public void Watch(long connectionId, int db, ReadOnlySpan<byte> key, bool exists)
    {
        var watched = new WatchedKey(db, key.ToArray());
        if (!_byConnection.TryGetValue(connectionId, out var own))
            _byConnection[connectionId] = own = [];
        foreach (var w in own)
        {
            if (w.Key.Equals(watched))
                return;
        }

        if (!_byKey.TryGetValue(watched, out var watchers))
            _byKey[watched] = watchers = [];
        var watcher = new Watcher(connectionId, watched, exists);
        watchers.Add(watcher);
        own.Add(watcher);
    }

    public void Unwatch(long connectionId)
    {
        _spoiled.Remove(connectionId);
        if (!_byConnection.Remove(connectionId, out var own))
            return;
        foreach (var watcher in own)
        {
            var watchers = _byKey[watcher.Key];
            watchers.Remove(watcher);
            if (watchers.Count == 0)
                _byKey.Remove(watcher.Key);
        }
    }

    /// <summary>May a transaction of this connection, which says it watches keys here, run?</summary>
    public bool IsIntact(long connectionId, long nowMs)
    {
        if (_spoiled.Contains(connectionId) || !_byConnection.TryGetValue(connectionId, out var own))
            return false;
        foreach (var w in own)
        {
            if (w.Existed && keyspace[w.Key.Db].Find(w.Key.Bytes).IsExpiredAt(nowMs))
                return false;
        }

        return true;
    }

    public void KeyChanged(int db, ReadOnlySpan<byte> key, KeyEvent @event)
    {
        if (_byKey.Count == 0 || !_byKey.TryGetValue(new WatchedKey(db, key.ToArray()), out var watchers))
            return;
        foreach (var w in watchers)
        {
            if (w.Existed || @event.Class != 'x')
                _spoiled.Add(w.ConnectionId);
        }
    }

    public void KeyEvent(int db, ReadOnlySpan<byte> key, KeyEvent @event)
    {
    }

    public void DatabaseChanged(int db)
    {
        foreach (var (key, watchers) in _byKey)
        {
            if (key.Db != db)
                continue;
            var existsNow = !keyspace[db].Find(key.Bytes).IsNone;
            foreach (var w in watchers)
            {
                if (w.Existed || existsNow)
                    _spoiled.Add(w.ConnectionId);
            }
        }
    }

    private sealed record Watcher(long ConnectionId, WatchedKey Key, bool Existed);

    private readonly struct WatchedKey(int db, byte[] bytes) : IEquatable<WatchedKey>
    {
        public int Db { get; } = db;

        public byte[] Bytes { get; } = bytes;

        public bool Equals(WatchedKey other) => Db == other.Db && Bytes.AsSpan().SequenceEqual(other.Bytes);

        public override bool Equals(object? obj) => obj is WatchedKey other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(Db);
            hash.AddBytes(Bytes);
            return hash.ToHashCode();
        }
    }
}
