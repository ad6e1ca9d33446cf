using AkkaRedis.Protocol.Batches;

namespace AkkaRedis.Shard.Values;

/// <summary>A stream as write commands see it.</summary>
public sealed class StreamValue : StreamView
{
    /// <summary>
    /// Adds an entry with an id after <see cref="StreamView.LastId"/>; <paramref name="args"/> from <paramref name="first"/> on are
    /// its fields and values.
    /// </summary>
    internal void Add(StreamId id, in Args args, int first, StreamLimits limits)
    {
        if (_count == 0 || !TryAddToLast(id, args, first, limits))
        {
            if (_count > 0)
                Seal(_chunks.ValueAt(_chunks.Last));
            AddChunk(new StreamChunk(id, args, first));
        }

        _count++;
        EntriesAdded++;
        LastId = id;
    }

    /// <summary>Deletes an entry; false when there is none of this id.</summary>
    public bool Delete(StreamId id)
    {
        if (!TryFind(id, out var place, out var entry))
            return false;
        DeleteIn(place, entry);
        if (id > MaxDeletedId)
            MaxDeletedId = id;
        return true;
    }

    /// <summary>Removes entries from the start; how many.</summary>
    internal long Trim(in StreamTrim trim)
    {
        var trimming = new StreamTrimming(this, trim);
        trimming.Step(int.MaxValue);
        return Trim(trimming);
    }

    /// <summary>The same when what to remove was found out.</summary>
    internal long Trim(in StreamTrimming trimming)
    {
        if (trimming.Removed > 0)
        {
            _chunks.RemoveBefore(trimming.FirstKept);
            _count -= trimming.Removed;
            _tally.Bytes -= trimming.RemovedBytes;
        }

        return trimming.Removed + TrimRest(trimming.Trim, trimming.Removed);
    }

    /// <summary>What XSETID sets; the caller has seen to it that no entry has a greater id.</summary>
    public void SetLast(StreamId lastId, long? entriesAdded, StreamId maxDeletedId)
    {
        LastId = lastId;
        EntriesAdded = entriesAdded ?? EntriesAdded;
        if (maxDeletedId != StreamId.Min)
            MaxDeletedId = maxDeletedId;
    }

    /// <summary>The new group of a name; null when there is one already.</summary>
    internal StreamGroup? AddGroup(ReadOnlySpan<byte> name, StreamId lastId, long entriesRead)
    {
        if (Groups.Find(name) is not null)
            return null;
        var group = new StreamGroup(name.ToArray(), _tally) { LastId = lastId, EntriesRead = entriesRead };
        Groups.Add(group);
        return group;
    }

    internal void RemoveGroup(StreamGroup group)
    {
        Groups.Remove(group);
        group.Leave();
    }

    public override CollectionValue Clone()
    {
        var copy = BeginClone();
        while (!copy.Step(int.MaxValue))
        {
        }

        return copy.Copied;
    }

    public override CollectionCopy BeginClone() => new StreamCopy(this);

    /// <summary>A stream of the same history, with copies of all groups but their pending entries, and no entries yet.</summary>
    internal StreamValue CloneFrame()
    {
        var copy = new StreamValue { LastId = LastId, MaxDeletedId = MaxDeletedId, EntriesAdded = EntriesAdded };
        for (var i = 0; i < Groups.Count; i++)
            copy.Groups.Add(Groups[i].CloneWithoutPending(copy._tally));
        return copy;
    }

    /// <summary>Adds a copy of another stream's chunk behind the others.</summary>
    internal void AddCopyOf(StreamChunk chunk)
    {
        AddChunk(chunk.Clone());
        _count += chunk.Live;
    }

    private bool TryAddToLast(StreamId id, in Args args, int first, StreamLimits limits)
    {
        var last = _chunks.ValueAt(_chunks.Last);
        var bytes = last.MemoryBytes;
        if (!last.TryAdd(id, args, first, limits))
            return false;
        _tally.Bytes += last.MemoryBytes - bytes;
        return true;
    }

    private void Seal(StreamChunk chunk)
    {
        _tally.Bytes -= chunk.MemoryBytes;
        chunk.Seal();
        _tally.Bytes += chunk.MemoryBytes;
    }

    private void AddChunk(StreamChunk chunk)
    {
        _chunks.Add(chunk.FirstId, chunk);
        _tally.Bytes += chunk.MemoryBytes;
    }

    private void RemoveChunk(IndexPlace place)
    {
        _tally.Bytes -= _chunks.ValueAt(place).MemoryBytes;
        _chunks.RemoveAt(place);
    }

    private void DeleteIn(IndexPlace place, in StreamEntry entry)
    {
        var chunk = _chunks.ValueAt(place);
        chunk.Delete(entry);
        _count--;
        if (chunk.Live == 0)
            RemoveChunk(place);
    }

    private long TrimRest(in StreamTrim trim, long before)
    {
        var removed = 0L;
        while (_count > 0 && !(trim.ByLength && _count <= trim.MaxLength))
        {
            var place = _chunks.First;
            var chunk = _chunks.ValueAt(place);
            if (trim.Limit > 0 && before + removed + chunk.Live > trim.Limit)
                break;
            if (trim.ByLength ? _count - chunk.Live >= trim.MaxLength : chunk.LastId < trim.MinId)
            {
                removed += chunk.Live;
                _count -= chunk.Live;
                RemoveChunk(place);
                continue;
            }

            if (!trim.IsApproximate)
                removed += TrimIn(place, trim);
            break;
        }

        return removed;
    }

    private long TrimIn(IndexPlace place, in StreamTrim trim)
    {
        var chunk = _chunks.ValueAt(place);
        var removed = 0L;
        for (StreamEntry entry = default; chunk.Live > 0 && chunk.MoveNext(ref entry);)
        {
            if (trim.ByLength ? _count <= trim.MaxLength : entry.Id >= trim.MinId)
                break;
            if (entry.IsDeleted)
                continue;
            DeleteIn(place, entry);
            removed++;
        }

        return removed;
    }
}
