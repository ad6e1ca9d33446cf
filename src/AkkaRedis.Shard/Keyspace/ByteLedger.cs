using System.Runtime.CompilerServices;

namespace AkkaRedis.Shard.Keyspace;

/// <summary>
/// Counts the bytes of collections as they change, for the sums of slots and of the shard, without a look at anything that did
/// not change. A collection is changed by whoever found it (<see cref="Database.FindToChange"/>) and tells nobody; so each one
/// found for a change is noted here, and when the command is done (<see cref="Settle"/>) its bytes are read again and the
/// difference to those booked for it goes into the sums.
/// <para>
/// Invariant: the sums are always those of the booked bytes, which are those of the values whenever nothing is noted. What is
/// taken from its key leaves with the bytes booked for it, so no sum ever drifts.
/// </para>
/// </summary>
internal sealed class ByteLedger(ObjectTable objects)
{
    private const int MaxKeptRoom = 1024;

    private Noted[] _noted = new Noted[8];
    private int _count;

    /// <summary>Notes that a collection of this slot may change before the next settling.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Note(KeyTable table, int slot, int objectIndex)
    {
        if (_count == _noted.Length)
            Array.Resize(ref _noted, _count * 2);
        _noted[_count++] = new Noted(table, slot, objectIndex);
    }

    /// <summary>A collection leaves its key: what changed in it is nobody's from now on.</summary>
    public void Forget(int objectIndex)
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            if (_noted[i].ObjectIndex == objectIndex)
                _noted[i] = _noted[--_count];
        }
    }

    /// <summary>Books what changed since the last settling.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Settle()
    {
        if (_count > 0)
            SettleNoted();
    }

    private void SettleNoted()
    {
        foreach (ref readonly var noted in _noted.AsSpan(0, _count))
            noted.Table.AddBytes(noted.Slot, objects.Rebook(noted.ObjectIndex));
        if (_noted.Length > MaxKeptRoom)
            _noted = new Noted[MaxKeptRoom];
        else
            _noted.AsSpan(0, _count).Clear();
        _count = 0;
    }

    private readonly record struct Noted(KeyTable Table, int Slot, int ObjectIndex);
}
