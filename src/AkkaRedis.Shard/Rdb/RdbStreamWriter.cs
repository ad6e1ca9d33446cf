using System.Buffers.Binary;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Rdb;

/// <summary>
/// A stream: <c>number of nodes, of each its id and entries | entries | last id | first id | greatest deleted id | entries ever added |
/// number of groups, of each its name, last id, entries read, pending entries and consumers</c>. Pending entries: their number, of each
/// its id, and in those of a group the time (u64 ms) and number of deliveries. Consumers: their number, of each its name, when it was
/// seen and its pending entries. Ids have 16 bytes, big endian, or are two numbers.
/// <para>A node, here a chunk, is a listpack: <c>entries | deleted ones | fields | their names | 0</c>, then of each entry
/// <c>flags | how far ms and seq are from those of the node's id | texts | how many elements these are</c>. With the flag
/// <see cref="SameFields"/> the texts are values of the node's fields, else the number of fields, and field, value, field, value.
/// Deleted entries are left out.</para>
/// Written by an iterator that gives the units of work it has done. Source: the files of redis-server 7.0.
/// </summary>
internal sealed class RdbStreamWriter(StreamView stream) : RdbValueWriter
{
    public const int IdBytes = 16;
    public const int DeletedEntry = 1;
    public const int SameFields = 2;

    private readonly ListpackWriter _pack = new();
    private RdbOutput _output = null!;
    private IEnumerator<int>? _parts;

    public override byte Type => (byte)RdbType.StreamOfListpacks2;

    public override bool Step(RdbOutput output, int units)
    {
        _output = output;
        _parts ??= Parts();
        for (; units > 0; units -= _parts.Current)
        {
            if (!_parts.MoveNext())
                return true;
        }

        return false;
    }

    private IEnumerator<int> Parts()
    {
        _output.Count(stream.Chunks.Count);
        for (var place = stream.Chunks.First; !stream.Chunks.IsEnd(place); place = stream.Chunks.Next(place))
            yield return WriteChunk(stream.Chunks.ValueAt(place));
        WriteHistory();
        _output.Count(stream.Groups.Count);
        for (var i = 0; i < stream.Groups.Count; i++)
        {
            for (var group = Group(stream.Groups[i]); group.MoveNext();)
                yield return group.Current;
        }
    }

    private int WriteChunk(StreamChunk chunk)
    {
        var before = _output.Length;
        Span<byte> id = stackalloc byte[IdBytes];
        Write(chunk.FirstId, id);
        _output.Text(id);
        WriteNames(chunk);
        for (StreamEntry entry = default; chunk.MoveNext(ref entry);)
        {
            if (!entry.IsDeleted)
                WriteEntry(chunk, entry);
        }

        _output.Text(_pack.Take());
        return 1 + chunk.Live + (_output.Length - before) / CollectionCopy.UnitBytes;
    }

    private void WriteNames(StreamChunk chunk)
    {
        Span<byte> scratch = stackalloc byte[StreamText.ScratchBytes];
        StreamEntry first = default;
        chunk.MoveNext(ref first);
        _pack.Add(chunk.Live);
        _pack.Add(0);
        _pack.Add(first.FieldCount);
        scoped var fields = chunk.FieldsOf(first);
        for (var i = 0; i < first.FieldCount; i++)
            _pack.Add(fields.NextField(scratch));
        _pack.Add(0);
    }

    private void WriteEntry(StreamChunk chunk, in StreamEntry entry)
    {
        Span<byte> scratch = stackalloc byte[StreamText.ScratchBytes];
        scoped var fields = chunk.FieldsOf(entry);
        var isSame = fields.AreFirst;
        _pack.Add(isSame ? SameFields : 0);
        _pack.Add(unchecked((long)(entry.Id.Ms - chunk.FirstId.Ms)));
        _pack.Add(unchecked((long)(entry.Id.Seq - chunk.FirstId.Seq)));
        if (!isSame)
            _pack.Add(entry.FieldCount);
        for (var i = 0; i < entry.FieldCount; i++)
        {
            if (!isSame)
                _pack.Add(fields.NextField(scratch));
            _pack.Add(fields.NextValue(scratch));
        }

        _pack.Add(ElementsOf(entry.FieldCount, isSame));
    }

    /// <summary>Elements of an entry but the one that tells this.</summary>
    public static long ElementsOf(long fields, bool isSame) => isSame ? 3 + fields : 4 + 2 * fields;

    private void WriteHistory()
    {
        _output.Count(stream.Count);
        Write(stream.LastId);
        Write(stream.FirstLiveId);
        Write(stream.MaxDeletedId);
        _output.Number((ulong)stream.EntriesAdded);
    }

    private IEnumerator<int> Group(StreamGroup group)
    {
        _output.Text(group.Name);
        Write(group.LastId);
        _output.Number(unchecked((ulong)group.EntriesRead));
        _output.Count(group.Pending.Count);
        for (var place = group.Pending.First; !group.Pending.IsEnd(place); place = group.Pending.Next(place))
        {
            WriteRaw(group.Pending.IdAt(place));
            _output.UInt64((ulong)group.Pending.ValueAt(place).DeliveredAtMs);
            _output.Number((ulong)group.Pending.ValueAt(place).Deliveries);
            yield return 1;
        }

        _output.Count(group.Consumers.Count);
        for (var i = 0; i < group.Consumers.Count; i++)
        {
            var own = group.Consumers[i].Pending;
            _output.Text(group.Consumers[i].Name);
            _output.UInt64((ulong)group.Consumers[i].SeenAtMs);
            _output.Count(own.Count);
            yield return 1;
            for (var place = own.First; !own.IsEnd(place); place = own.Next(place))
            {
                WriteRaw(own.IdAt(place));
                yield return 1;
            }
        }
    }

    private void Write(StreamId id)
    {
        _output.Number(id.Ms);
        _output.Number(id.Seq);
    }

    private void WriteRaw(StreamId id)
    {
        Span<byte> bytes = stackalloc byte[IdBytes];
        Write(id, bytes);
        _output.Raw(bytes);
    }

    private static void Write(StreamId id, Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64BigEndian(to, id.Ms);
        BinaryPrimitives.WriteUInt64BigEndian(to[sizeof(ulong)..], id.Seq);
    }
}
