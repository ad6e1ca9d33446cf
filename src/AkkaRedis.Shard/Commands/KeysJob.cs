using AkkaRedis.Protocol;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// KEYS, a page of the walk at a time. Keys set or removed between two pages may or may not be in the reply; those there all
/// the time are, and in the rare case that the table shrinks just where a page ended, some of them twice, as with SCAN.
/// </summary>
internal sealed class KeysJob : ISlicedJob
{
    private readonly List<Entry> _page = [];
    private readonly int _replyMark;
    private ulong _cursor;
    private int _count;

    public KeysJob(ReadContext c) => _replyMark = c.Reply.OpenAggregate();

    public ReadOnlyMemory<byte> LockedKey => default;

    public bool Step(ReadContext c, int units)
    {
        var pattern = c.Args[1];
        var all = GlobPattern.IsAll(pattern);
        _cursor = c.Db.Scan(_cursor, units, _page);
        foreach (var entry in _page)
        {
            if (c.IsExpired(entry) || !(all || GlobPattern.IsMatch(pattern, entry.Key)))
                continue;
            c.Reply.Bulk(entry.Key);
            _count++;
        }

        _page.Clear();
        if (_cursor != 0)
            return false;
        c.Reply.CloseAggregate(_replyMark, '*', _count);
        return true;
    }
}
