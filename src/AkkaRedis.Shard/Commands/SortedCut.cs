using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// The removal of a range of ranks. Few entries are removed one by one, and all of them by removing the key; to remove many
/// but not all, what remains is copied aside in slices, which takes the place of the set at the end.
/// </summary>
internal sealed class SortedCut(SortedSetValue set, int rank, int count, int atOnce)
{
    private readonly CollectionCopy? _rest = count > atOnce && count < set.Count ? set.BeginCopyWithout(rank, count) : null;

    public bool Step(int units) => _rest?.Step(units) ?? true;

    public void Apply(WriteContext c, ReadOnlySpan<byte> key, KeyEvent @event)
    {
        if (_rest is not null)
        {
            c.Db.SetCollection(key, _rest.Copied, c.Find(key).ExpireAtMs);
            c.Modified(key, @event);
        }
        else if (count == set.Count)
        {
            c.Db.Remove(key);
            c.Modified(key, @event);
            c.Notify(key, KeyEvent.Del);
        }
        else
        {
            set.RemoveRange(rank, count);
            c.Modified(key, @event);
        }
    }
}

/// <summary>ZREMRANGEBY… of many members.</summary>
internal sealed class SortedRemoveJob(SortedCut cut, int count, KeyEvent @event, byte[] key) : ISlicedWrite
{
    public ReadOnlyMemory<byte> LockedKey => key;

    public bool Step(ReadContext c, int units) => cut.Step(units);

    public void Apply(WriteContext c)
    {
        var isThere = !c.Find(key).IsNone;
        if (isThere)
            cut.Apply(c, key, @event);
        c.Reply.Integer(isThere ? count : 0);
    }
}
