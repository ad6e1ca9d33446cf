namespace AkkaRedis.Node.Clients.Sockets;

/// <summary>
/// Objects by token. A token is a slot's number and, above it, how often the slot was given out: a token that outlives its
/// object, such as that of an event heard of before the object was removed, finds nothing although the slot is used again.
/// Adding and removing take a lock; finding does not.
/// </summary>
internal sealed class TokenTable<T>
    where T : class
{
    private readonly Lock _changing = new();
    private readonly Stack<int> _free = new();
    private Entry[] _entries = new Entry[16];
    private int _used;

    public ulong Add(T item)
    {
        lock (_changing)
        {
            if (!_free.TryPop(out var slot))
                slot = TakeNewSlot();
            var entry = new Entry(item, (_entries[slot]?.Generation ?? 0) + 1);
            Volatile.Write(ref _entries[slot], entry);
            return ((ulong)entry.Generation << 32) | (uint)slot;
        }
    }

    public T? Find(ulong token)
    {
        var entries = Volatile.Read(ref _entries);
        var slot = (uint)token;
        if (slot >= entries.Length || Volatile.Read(ref entries[slot]) is not { } entry)
            return null;
        return entry.Generation == (uint)(token >> 32) ? entry.Item : null;
    }

    /// <summary>The token finds nothing from now on. One that finds nothing already is ignored.</summary>
    public void Remove(ulong token)
    {
        lock (_changing)
        {
            if (Find(token) is null)
                return;
            var slot = (int)(uint)token;
            Volatile.Write(ref _entries[slot], new Entry(null, _entries[slot].Generation));
            _free.Push(slot);
        }
    }

    private int TakeNewSlot()
    {
        if (_used == _entries.Length)
        {
            var bigger = new Entry[_entries.Length * 2];
            _entries.CopyTo(bigger, 0);
            Volatile.Write(ref _entries, bigger);
        }

        return _used++;
    }

    /// <summary>Item and generation in one object, so that a reader sees both of the same moment.</summary>
    private sealed record Entry(T? Item, uint Generation);
}
