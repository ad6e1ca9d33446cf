using AkkaRedis.Protocol;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// Writes all keys of a shard as records of an RDB file, as they were at the moment it began, in slices between which commands
/// run.
///
/// A value is saved when the walk through the tables comes to it, or before it changes, whichever is first
/// (<see cref="ISnapshotGuard"/>); a bit in its blob says which values are saved, so that nothing is copied or listed but the
/// values that change early, and those once. Keys that are made meanwhile have the bit from the start. Databases that are
/// cleared keep their content until the end, and those that are swapped are written under the number they had.
///
/// A big value takes several slices. It should not be written to meanwhile: <see cref="IsUnsavedBig"/> tells which must wait,
/// and <see cref="LockedKey"/> which is being written. One that changes all the same is first written to its end.
/// A record is never inside another: what must be saved while a big value is being written comes after it.
/// </summary>
public sealed class SnapshotWalk : ISnapshotGuard
{
    /// <summary>What is written is taken out in chunks of about this size.</summary>
    public const int ChunkBytes = 1 << 16;

    private const int PageEntries = 16;

    /// <summary>Values up to here are written at once.</summary>
    private const int MaxSmallBytes = 1 << 14;

    private readonly ValueHeap _heap;
    private readonly KeyTable[] _tables;
    private readonly List<Entry> _page = [];
    private readonly Queue<(int Db, byte[] Key)> _big = [];
    private readonly Queue<(int Db, byte[] Key)> _urgent = [];
    private readonly RdbOutput _early = new();
    private RdbValueWriter? _value;
    private Blob _valueBlob;
    private byte[] _valueKey = [];
    private int _walkDb;
    private ulong _position;
    private int _outputDb = -1;
    private int _earlyDb = -1;

    /// <summary>Begins: what is written is the state of this moment. One at a time for a keyspace.</summary>
    public SnapshotWalk(KeyspaceStore keyspace, RdbOutput output)
    {
        Output = output;
        _heap = keyspace.Heap;
        _tables = new KeyTable[keyspace.DatabaseCount];
        for (var db = 0; db < _tables.Length; db++)
            _tables[db] = keyspace[db].Table;
        _heap.BeginSnapshot(this);
    }

    /// <summary>Only one can be taken of a keyspace at a time.</summary>
    public static bool IsRunningIn(KeyspaceStore keyspace) => keyspace.Heap.Guard is not null;

    /// <summary>What was written; whoever takes it out clears it.</summary>
    public RdbOutput Output { get; }

    /// <summary>Bytes that wait to be taken out.</summary>
    public long PendingBytes => (long)Output.Length + _early.Length;

    public long SavedKeys { get; private set; }

    /// <summary>Big values written, or found saved already: when it changes, somebody who waited for one may go on.</summary>
    public long BigValuesDone { get; private set; }

    /// <summary>Keys left out because their values have no RDB encoding here.</summary>
    public long SkippedKeys { get; private set; }

    /// <summary>All is written, and changes are of no interest any more.</summary>
    public bool IsDone { get; private set; }

    /// <summary>A value was longer than can be held at once; what was written is no use.</summary>
    public bool IsBroken => Output.HasOverflown || _early.HasOverflown;

    /// <summary>The key whose value is being written, of database <see cref="LockedDb"/> at the beginning; empty when none is.</summary>
    public ReadOnlyMemory<byte> LockedKey => _value is null ? default : _valueKey;

    public int LockedDb { get; private set; }

    /// <summary>Writes about so many elements; true when all is written.</summary>
    public bool Step(int units)
    {
        while (units > 0 && !IsDone)
        {
            var before = Output.Length;
            if (_value is not null)
                StepValue(units);
            else if (_urgent.TryDequeue(out var next) || _big.TryDequeue(out next))
                BeginValue(next.Db, next.Key);
            else if (!WalkPage(ref units))
                End();
            units -= 1 + (Output.Length - before) / CollectionCopy.UnitBytes;
        }

        return IsDone;
    }

    /// <summary>Is this the key of a value that must be saved, which takes several slices?</summary>
    public bool IsUnsavedBig(Database database, ReadOnlySpan<byte> key)
    {
        var entry = database.Find(key);
        return !entry.IsNone && IsUnsaved(entry.Blob) && IsBig(entry.Blob);
    }

    /// <summary>Saves the value of a key next, because somebody waits to change it.</summary>
    public void Urge(Database database, ReadOnlySpan<byte> key)
    {
        var db = Array.IndexOf(_tables, database.Table);
        if (_value is null || !key.SequenceEqual(_valueKey) || db != LockedDb)
            _urgent.Enqueue((db, key.ToArray()));
    }

    void ISnapshotGuard.SaveFirst(KeyTable table, Blob blob)
    {
        if (_value is not null && blob.Equals(_valueBlob))
        {
            while (_value is not null)
                StepValue(int.MaxValue);
            return;
        }

        var db = Array.IndexOf(_tables, table);
        Check.That(db >= 0, "a value to be saved is in a table of the snapshot");
        if (_value is null)
            WriteWhole(Output, ref _outputDb, db, blob);
        else
            WriteWhole(_early, ref _earlyDb, db, blob);
    }

    private bool IsUnsaved(Blob blob) => blob.SnapshotBit != _heap.SnapshotBit;

    private bool IsBig(Blob blob) => blob.Form switch
    {
        ValueForm.OutOfLine => blob.Big.Length > MaxSmallBytes,
        ValueForm.Collection => _heap.BytesOf(blob) > MaxSmallBytes,
        _ => false,
    };

    /// <summary>Saves what is small of the next entries, and notes what is big; false at the end of all tables.</summary>
    private bool WalkPage(ref int units)
    {
        while (_walkDb < _tables.Length && _tables[_walkDb].Count == 0)
            NextTable();
        if (_walkDb == _tables.Length)
            return false;
        var db = _walkDb;
        _position = KeyWalk.Scan(_tables[db], _position, PageEntries, _page, _heap);
        units -= _page.Count;
        foreach (var entry in _page)
        {
            if (!IsUnsaved(entry.Blob))
                continue;
            if (IsBig(entry.Blob))
                _big.Enqueue((db, entry.Key.ToArray()));
            else
                WriteWhole(Output, ref _outputDb, db, entry.Blob);
        }

        _page.Clear();
        if (_position == 0)
            NextTable();
        return true;
    }

    private void NextTable()
    {
        _walkDb++;
        _position = 0;
    }

    private void End()
    {
        IsDone = true;
        _heap.EndSnapshot();
    }

    private void BeginValue(int db, byte[] key)
    {
        var blob = _tables[db].Locate(key).Blob;
        if (blob.IsNull || !IsUnsaved(blob) || WriterOf(blob) is not { } value)
        {
            if (!blob.IsNull && IsUnsaved(blob))
                Skip(blob);
            BigValuesDone++;
            return;
        }

        BeginRecord(Output, ref _outputDb, db, blob, value.Type);
        (_value, _valueBlob, _valueKey, LockedDb) = (value, blob, key, db);
    }

    private void StepValue(int units)
    {
        if (!_value!.Step(Output, units))
            return;
        Saved(_valueBlob);
        _value = null;
        BigValuesDone++;
        if (_early.Length == 0)
            return;
        Output.Raw(_early.Written);
        _early.Clear();
        _outputDb = _earlyDb;
        _earlyDb = -1;
    }

    private void WriteWhole(RdbOutput output, ref int outputDb, int db, Blob blob)
    {
        if (blob.Kind == ValueKind.String && !IsBig(blob))
        {
            BeginRecord(output, ref outputDb, db, blob, RdbValueWriter.TypeOfString);
            Span<byte> scratch = stackalloc byte[PackedElement.ScratchBytes];
            output.Text(new Entry(blob, _heap).GetString(scratch));
            Saved(blob);
            return;
        }

        if (WriterOf(blob) is not { } value)
        {
            Skip(blob);
            return;
        }

        BeginRecord(output, ref outputDb, db, blob, value.Type);
        while (!value.Step(output, int.MaxValue))
        {
        }

        Saved(blob);
    }

    private RdbValueWriter? WriterOf(Blob blob) => blob.Kind == ValueKind.String
        ? new RdbBigStringWriter(blob)
        : RdbValueWriter.For(_heap.Objects[blob.ObjectIndex]);

    private void Saved(Blob blob)
    {
        blob.SnapshotBit = _heap.SnapshotBit;
        SavedKeys++;
    }

    private void Skip(Blob blob)
    {
        blob.SnapshotBit = _heap.SnapshotBit;
        SkippedKeys++;
    }

    private static void BeginRecord(RdbOutput output, ref int outputDb, int db, Blob blob, byte type)
    {
        if (outputDb != db)
        {
            output.Byte(RdbOpcode.SelectDb);
            output.Count(db);
            outputDb = db;
        }

        if (blob.HasExpiry)
        {
            output.Byte(RdbOpcode.ExpireMs);
            output.UInt64((ulong)blob.ExpireAtMs);
        }

        output.Byte(type);
        output.Text(blob.Key);
    }
}
