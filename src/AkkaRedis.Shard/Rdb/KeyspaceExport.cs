using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// Writes all keys of a shard as records of an RDB file, in slices. Between two slices the <see cref="LockedKey"/> may not
/// change. Each key is written as it is when its turn comes, and one that is added or removed meanwhile may be written or not,
/// so the records are the state of one moment only when nothing changes; whatever does, it must not move the walk's places
/// (<see cref="DatabaseView.Scan"/>), or a key may be written twice, which redis-server refuses.
/// </summary>
public sealed class KeyspaceExport(KeyspaceStore keyspace)
{
    private const int PageEntries = 64;

    private readonly List<Entry> _page = [];
    private readonly Queue<byte[]> _keys = [];
    private byte[] _key = [];
    private RdbValueWriter? _value;
    private int _db = -1;
    private ulong _cursor;

    /// <summary>The key, of database <see cref="Db"/>, whose value is being written; empty when none is.</summary>
    public ReadOnlyMemory<byte> LockedKey => _value is null ? default : _key;

    public int Db => _db;

    /// <summary>Keys left out because their values have no RDB encoding here.</summary>
    public int Skipped { get; private set; }

    /// <summary>Writes about so many elements; true when all is written.</summary>
    public bool Step(RdbOutput output, int units)
    {
        while (units > 0)
        {
            var before = output.Length;
            if (_value is not null)
            {
                if (!_value.Step(output, units))
                    return false;
                _value = null;
            }
            else if (_keys.TryDequeue(out var key))
            {
                _key = key;
                WriteKey(output, keyspace[_db].Find(key));
            }
            else if (!NextPage(output))
            {
                return true;
            }

            units -= 1 + (output.Length - before) / CollectionCopy.UnitBytes;
        }

        return false;
    }

    private void WriteKey(RdbOutput output, Entry entry)
    {
        if (entry.IsNone)
            return;
        _value = entry.Kind == ValueKind.String ? null : RdbValueWriter.For(entry.Collection);
        if (_value is null && entry.Kind != ValueKind.String)
        {
            Skipped++;
            return;
        }

        if (entry.HasExpiry)
        {
            output.Byte(RdbOpcode.ExpireMs);
            output.UInt64((ulong)entry.ExpireAtMs);
        }

        output.Byte(_value?.Type ?? RdbValueWriter.TypeOfString);
        output.Text(entry.Key);
        if (_value is not null)
            return;
        Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
        output.Text(entry.GetString(scratch));
    }

    /// <summary>Takes the next keys of the walk, of the next database when one is at its end; false at the end of all.</summary>
    private bool NextPage(RdbOutput output)
    {
        if (_cursor == 0 && !NextDatabase(output))
            return false;
        _cursor = keyspace[_db].Scan(_cursor, PageEntries, _page);
        foreach (var entry in _page)
            _keys.Enqueue(entry.Key.ToArray());
        _page.Clear();
        return true;
    }

    private bool NextDatabase(RdbOutput output)
    {
        do
        {
            if (++_db >= keyspace.DatabaseCount)
                return false;
        }
        while (keyspace[_db].Count == 0);
        output.Byte(RdbOpcode.SelectDb);
        output.Count(_db);
        output.Byte(RdbOpcode.Sizes);
        output.Count(keyspace[_db].Count);
        output.Count(keyspace[_db].ExpiresCount);
        return true;
    }
}
