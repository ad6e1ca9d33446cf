using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Slots;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// Who waits for which keys of this shard (BLPOP and its like), and which keys became ready. Decides nothing about replies.
///
/// Each key that is waited for has a line, served first come first served; a waiter stands in the lines of all its keys and
/// leaves all at once. A change that leaves a key with a value of a kind which somebody in its line awaits makes the line
/// ready; ready lines are served in the order in which they became so, after the command or transaction that did it, as
/// redis-server does. While nobody waits a changed key costs one comparison.
/// </summary>
internal sealed class WaitTable : IChangeListener
{
    private readonly KeyspaceStore _keyspace;
    private readonly Dictionary<byte[], WaitLine>[] _lines;
    private readonly Queue<WaitLine> _ready = new();
    private readonly List<WaitLine> _deferred = [];
    private readonly SortedSet<Waiter> _byEnd = new(Comparer<Waiter>.Create(static (a, b) =>
        a.EndTimestamp != b.EndTimestamp ? a.EndTimestamp.CompareTo(b.EndTimestamp) : a.Order.CompareTo(b.Order)));

    private long _lastOrder;

    public WaitTable(KeyspaceStore keyspace)
    {
        _keyspace = keyspace;
        _lines = new Dictionary<byte[], WaitLine>[keyspace.DatabaseCount];
        for (var db = 0; db < _lines.Length; db++)
            _lines[db] = new Dictionary<byte[], WaitLine>(ByteArrayComparer.Instance);
    }

    /// <summary>Waiters.</summary>
    public int Count { get; private set; }

    public bool AnyReady => _ready.Count > 0;

    /// <summary>When the first wait ends, or <see cref="Waiter.NoEnd"/>.</summary>
    public long NextEndTimestamp => _byEnd.Min?.EndTimestamp ?? Waiter.NoEnd;

    public void Add(Waiter waiter)
    {
        waiter.Order = ++_lastOrder;
        Count++;
        foreach (var key in waiter.Keys)
        {
            var line = LineOf(waiter.Db, key);
            if (line.Waiters.Last?.Value != waiter)
                waiter.Places.Add((line, line.Waiters.AddLast(waiter)));
        }

        if (waiter.EndTimestamp != Waiter.NoEnd)
            _byEnd.Add(waiter);
    }

    /// <summary>Takes the waiter out of all lines.</summary>
    public void Remove(Waiter waiter)
    {
        Count--;
        foreach (var (line, place) in waiter.Places)
        {
            line.Waiters.Remove(place);
            if (line.Waiters.Count == 0)
                _lines[line.Db].Remove(line.Key);
        }

        waiter.Places.Clear();
        if (waiter.EndTimestamp != Waiter.NoEnd)
            _byEnd.Remove(waiter);
    }

    /// <summary>The next ready line, which is not ready any more then; false when there is none.</summary>
    public bool TryTakeReady(out WaitLine line)
    {
        if (!_ready.TryDequeue(out line!))
            return false;
        line.IsReady = false;
        return true;
    }

    /// <summary>A ready line that nobody may be served from for the moment: set aside until <see cref="Undefer"/>.</summary>
    public void Defer(WaitLine line)
    {
        line.IsReady = true;
        _deferred.Add(line);
    }

    public void Undefer()
    {
        _deferred.ForEach(_ready.Enqueue);
        _deferred.Clear();
    }

    /// <summary>Takes out a waiter whose time is over; null when there is none.</summary>
    public Waiter? TakeDue(long nowTimestamp)
    {
        if (_byEnd.Min is not { } first || first.EndTimestamp > nowTimestamp)
            return null;
        Remove(first);
        return first;
    }

    /// <summary>Those who wait for a key of this slot, once each, longest waiting first.</summary>
    public IReadOnlyList<Waiter> InSlot(int slot) => WaitersOf(line => Slot.Of(line.Key) == slot);

    /// <summary>All waiters, longest waiting first.</summary>
    public IReadOnlyList<Waiter> All() => WaitersOf(static _ => true);

    public void Clear()
    {
        foreach (var lines in _lines)
            lines.Clear();
        _ready.Clear();
        _deferred.Clear();
        _byEnd.Clear();
        Count = 0;
    }

    public void KeyChanged(int db, ReadOnlySpan<byte> key, KeyEvent @event)
    {
        if (Count > 0 && _lines[db].GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var line))
            NoteIfReady(line);
    }

    public void KeyEvent(int db, ReadOnlySpan<byte> key, KeyEvent @event)
    {
    }

    public void DatabaseChanged(int db)
    {
        foreach (var line in _lines[db].Values)
            NoteIfReady(line);
    }

    private void NoteIfReady(WaitLine line)
    {
        if (line.IsReady)
            return;
        var kind = _keyspace[line.Db].Find(line.Key).Kind;
        if (!line.Awaits(kind))
            return;
        line.IsReady = true;
        _ready.Enqueue(line);
    }

    private List<Waiter> WaitersOf(Func<WaitLine, bool> isMeant) => _lines
        .SelectMany(lines => lines.Values)
        .Where(isMeant)
        .SelectMany(line => line.Waiters)
        .Distinct()
        .OrderBy(waiter => waiter.Order)
        .ToList();

    private WaitLine LineOf(int db, byte[] key)
    {
        if (!_lines[db].TryGetValue(key, out var line))
            _lines[db][key] = line = new WaitLine(db, key);
        return line;
    }
}
