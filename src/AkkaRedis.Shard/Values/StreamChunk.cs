using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Shard.Values;

/// <summary>
/// Entries of a stream that follow each other, in one array: the unit of its index and of approximate trimming. Source of the idea:
/// the nodes of redis' streams; the bytes are our own (<see cref="StreamText"/>).
/// <para>The array starts with the field names of the first entry (their number, then each). Then the entries: a byte of flags
/// (1 = deleted, 2 = its fields are those of the first entry), how far its ms is after that of the entry before, its seq (the
/// distance from the one before when the ms is the same), unless its fields are the first entry's their number and, in
/// turn, fields and values, else the values alone. The first entry is the one before itself.</para>
/// A deleted entry keeps its place until all are deleted, when the chunk goes. Only the newest chunk of a stream grows.
/// </summary>
internal sealed class StreamChunk
{
    /// <summary>No array grows beyond this, whatever the limits, but for a single entry that is larger.</summary>
    private const int MaxBytes = 1 << 16;

    private const byte DeletedFlag = 1;
    private const byte SameFieldsFlag = 2;
    private const int ObjectBytes = HeapBytes.Object + 8 + 2 * 16 + 4 * 4;

    private byte[] _bytes;
    private int _end;
    private readonly int _start;

    /// <summary>A chunk of one entry: <paramref name="args"/> from <paramref name="first"/> on are its fields and values.</summary>
    public StreamChunk(StreamId id, in Args args, int first)
    {
        FirstId = LastId = id;
        var fields = (args.Count - first) / 2;
        _start = StreamText.NumberBytes((ulong)fields);
        for (var i = first; i < args.Count; i += 2)
            _start += StreamText.Bytes(args[i]);
        _bytes = new byte[_start + 3 + ValueBytes(args, first)];
        StreamText.WriteNumber(_bytes, ref _end, (ulong)fields);
        for (var i = first; i < args.Count; i += 2)
            StreamText.Write(_bytes, ref _end, args[i]);
        WriteEntry(id, args, first, hasSameFields: true);
    }

    private StreamChunk(StreamChunk other)
    {
        (FirstId, LastId, Live, Deleted) = (other.FirstId, other.LastId, other.Live, other.Deleted);
        (_start, _end) = (other._start, other._end);
        _bytes = other._bytes.AsSpan(0, _end).ToArray();
    }

    /// <summary>Id of the first entry it ever had, under which the index has it.</summary>
    public StreamId FirstId { get; }

    /// <summary>Id of the last entry it ever had.</summary>
    public StreamId LastId { get; private set; }

    /// <summary>Entries that are not deleted.</summary>
    public int Live { get; private set; }

    public int Deleted { get; private set; }

    public long MemoryBytes => ObjectBytes + HeapBytes.OfArray(_bytes);

    public StreamChunk Clone() => new(this);

    /// <summary>Adds an entry with an id after all others; false when that would make the chunk too large.</summary>
    public bool TryAdd(StreamId id, in Args args, int first, StreamLimits limits)
    {
        var maySplit = !limits.SharesNames || _end >= 2L * _start;
        if (id <= LastId || (maySplit && Live + Deleted >= limits.MaxEntries))
            return false;
        var isSame = HasFields(args, first);
        var bytes = 1 + DistanceBytes(id) + ValueBytes(args, first) + (isSame ? 0 : FieldBytes(args, first));
        var limit = Math.Min(limits.MaxBytes, MaxBytes);
        if ((maySplit && _end + (long)bytes >= limit) || _end + (long)bytes > Array.MaxLength)
            return false;
        if (_end + bytes > _bytes.Length)
            Array.Resize(ref _bytes, (int)Math.Max(_end + bytes, Math.Min(2L * _bytes.Length, maySplit ? limit : Array.MaxLength)));
        WriteEntry(id, args, first, isSame);
        return true;
    }

    /// <summary>Gives back the room that only a growing chunk needs.</summary>
    public void Seal()
    {
        if (_end < _bytes.Length)
            Array.Resize(ref _bytes, _end);
    }

    /// <summary>
    /// Reads the entry after <paramref name="entry"/>, deleted or not; the default is before the first. False after the last.
    /// </summary>
    public bool MoveNext(ref StreamEntry entry)
    {
        var at = entry.NextAt == 0 ? _start : entry.NextAt;
        if (at == _end)
            return false;
        var before = entry.NextAt == 0 ? FirstId : entry.Id;
        ReadOnlySpan<byte> bytes = _bytes;
        var body = at + 1;
        var ms = StreamText.ReadNumber(bytes, ref body);
        var seq = StreamText.ReadNumber(bytes, ref body);
        var id = ms == 0 ? new StreamId(before.Ms, before.Seq + seq) : new StreamId(before.Ms + ms, seq);
        var isSame = (bytes[at] & SameFieldsFlag) != 0;
        int countAt = 0, next = body;
        var fields = (int)StreamText.ReadNumber(bytes, ref isSame ? ref countAt : ref next);
        StreamText.Skip(bytes, ref next, isSame ? fields : 2 * fields);
        entry = new StreamEntry(id, at, next, fields, body, (bytes[at] & DeletedFlag) != 0);
        return true;
    }

    /// <summary>Finds an entry that is not deleted.</summary>
    public bool TryFind(StreamId id, out StreamEntry entry)
    {
        entry = default;
        if (id > LastId)
            return false;
        while (MoveNext(ref entry))
        {
            if (entry.Id >= id)
                return entry.Id == id && !entry.IsDeleted;
        }

        return false;
    }

    public void Delete(in StreamEntry entry)
    {
        _bytes[entry.At] |= DeletedFlag;
        Live--;
        Deleted++;
    }

    /// <summary>Fields and values of an entry.</summary>
    public StreamFields FieldsOf(in StreamEntry entry)
    {
        var isSame = (_bytes[entry.At] & SameFieldsFlag) != 0;
        return new StreamFields(_bytes, entry, isSame);
    }

    private bool HasFields(in Args args, int first)
    {
        Span<byte> scratch = stackalloc byte[StreamText.ScratchBytes];
        var at = 0;
        var fields = (int)StreamText.ReadNumber(_bytes, ref at);
        if (fields != (args.Count - first) / 2)
            return false;
        for (var i = first; i < args.Count; i += 2)
        {
            if (!StreamText.Read(_bytes, ref at, scratch).SequenceEqual(args[i]))
                return false;
        }

        return true;
    }

    private void WriteEntry(StreamId id, in Args args, int first, bool hasSameFields)
    {
        _bytes[_end++] = hasSameFields ? SameFieldsFlag : (byte)0;
        StreamText.WriteNumber(_bytes, ref _end, id.Ms - LastId.Ms);
        StreamText.WriteNumber(_bytes, ref _end, id.Ms == LastId.Ms ? id.Seq - LastId.Seq : id.Seq);
        if (!hasSameFields)
            StreamText.WriteNumber(_bytes, ref _end, (ulong)(args.Count - first) / 2);
        for (var i = hasSameFields ? first + 1 : first; i < args.Count; i += hasSameFields ? 2 : 1)
            StreamText.Write(_bytes, ref _end, args[i]);
        LastId = id;
        Live++;
    }

    private int DistanceBytes(StreamId id) => StreamText.NumberBytes(id.Ms - LastId.Ms)
        + StreamText.NumberBytes(id.Ms == LastId.Ms ? id.Seq - LastId.Seq : id.Seq);

    private static int ValueBytes(in Args args, int first)
    {
        var bytes = 0;
        for (var i = first + 1; i < args.Count; i += 2)
            bytes += StreamText.Bytes(args[i]);
        return bytes;
    }

    private static int FieldBytes(in Args args, int first)
    {
        var bytes = StreamText.NumberBytes((ulong)(args.Count - first) / 2);
        for (var i = first; i < args.Count; i += 2)
            bytes += StreamText.Bytes(args[i]);
        return bytes;
    }
}
