using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>
/// XINFO STREAM ... FULL: entries and pending entries up to a number of each, 0 for all. Written as an iterator that pauses
/// after every element, so that any number of them is written in slices.
/// </summary>
internal sealed class StreamFullInfo(StreamView stream, long count, byte[] key) : ISlicedJob
{
    private IEnumerator<bool>? _elements;
    private RespWriter _reply = null!;

    public ReadOnlyMemory<byte> LockedKey => key;

    /// <summary>Writes at once what is little; suspends the command for more.</summary>
    public static void Run(ReadContext c, StreamView stream, long count)
    {
        var most = count == 0 ? long.MaxValue : count;
        var elements = Math.Min(stream.Count, most);
        for (var i = 0; i < stream.Groups.Count; i++)
            elements += Math.Min(stream.Groups[i].Pending.Count, most) * 2 + stream.Groups[i].Consumers.Count;
        var isLong = elements > c.Settings.SliceElements;
        var job = new StreamFullInfo(stream, most, isLong ? c.Args[2].ToArray() : []);
        if (isLong)
            c.Suspend(job);
        else
            job.Step(c, int.MaxValue);
    }

    public bool Step(ReadContext c, int units)
    {
        _reply = c.Reply;
        _elements ??= Elements();
        for (; units > 0; units--)
        {
            if (!_elements.MoveNext())
                return true;
        }

        return false;
    }

    private IEnumerator<bool> Elements()
    {
        _reply.Map(9);
        StreamInfoCommands.WriteCounts(_reply, stream);
        _reply.Bulk("entries"u8);
        var entries = Math.Min(stream.Count, count);
        _reply.Array((int)entries);
        var cursor = new StreamCursor(stream, StreamId.Min, StreamId.Max);
        for (; entries > 0 && cursor.MoveNext(); entries--)
        {
            _reply.Entry(cursor);
            yield return true;
        }

        _reply.Bulk("groups"u8);
        _reply.Array(stream.Groups.Count);
        for (var i = 0; i < stream.Groups.Count; i++)
        {
            for (var group = Group(stream.Groups[i]); group.MoveNext();)
                yield return true;
        }
    }

    private IEnumerator<bool> Group(StreamGroup group)
    {
        _reply.Map(7);
        _reply.Bulk("name"u8);
        _reply.Bulk(group.Name);
        _reply.Id("last-delivered-id"u8, group.LastId);
        _reply.Progress(stream, group);
        _reply.Number("pel-count"u8, group.Pending.Count);
        _reply.Bulk("pending"u8);
        var left = Math.Min(group.Pending.Count, count);
        _reply.Array((int)left);
        for (var place = group.Pending.First; left > 0; left--, place = group.Pending.Next(place))
        {
            WritePending(group.Pending.IdAt(place), group.Pending.ValueAt(place), withConsumer: true);
            yield return true;
        }

        _reply.Bulk("consumers"u8);
        _reply.Array(group.Consumers.Count);
        for (var i = 0; i < group.Consumers.Count; i++)
        {
            for (var consumer = Consumer(group, group.Consumers[i]); consumer.MoveNext();)
                yield return true;
        }
    }

    private IEnumerator<bool> Consumer(StreamGroup group, StreamConsumer consumer)
    {
        _reply.Map(4);
        _reply.Bulk("name"u8);
        _reply.Bulk(consumer.Name);
        _reply.Number("seen-time"u8, consumer.SeenAtMs);
        _reply.Number("pel-count"u8, consumer.Pending.Count);
        _reply.Bulk("pending"u8);
        var left = Math.Min(consumer.Pending.Count, count);
        _reply.Array((int)left);
        yield return true;
        for (var place = consumer.Pending.First; left > 0; left--, place = consumer.Pending.Next(place))
        {
            group.Pending.TryFind(consumer.Pending.IdAt(place), out var found);
            WritePending(consumer.Pending.IdAt(place), group.Pending.ValueAt(found), withConsumer: false);
            yield return true;
        }
    }

    private void WritePending(StreamId id, in PendingEntry entry, bool withConsumer)
    {
        _reply.Array(withConsumer ? 4 : 3);
        _reply.Id(id);
        if (withConsumer)
            _reply.Bulk(entry.Consumer.Name);
        _reply.Integer(entry.DeliveredAtMs);
        _reply.Integer(entry.Deliveries);
    }
}

/// <summary>Named numbers and ids in the replies of XINFO.</summary>
internal static class StreamInfoFields
{
    public static void Number(this RespWriter reply, ReadOnlySpan<byte> name, long value)
    {
        reply.Bulk(name);
        reply.Integer(value);
    }

    public static void Id(this RespWriter reply, ReadOnlySpan<byte> name, StreamId id)
    {
        reply.Bulk(name);
        reply.Id(id);
    }

    /// <summary>How much of the stream a group has read, and how much is left; null for what cannot be told.</summary>
    public static void Progress(this RespWriter reply, StreamView stream, StreamGroup group)
    {
        reply.Bulk("entries-read"u8);
        if (group.EntriesRead == StreamGroup.UnknownReads)
            reply.Null();
        else
            reply.Integer(group.EntriesRead);
        reply.Bulk("lag"u8);
        var isKnown = stream.EntriesAdded == 0 || (group.EntriesRead != StreamGroup.UnknownReads && !stream.HasGapFrom(group.LastId));
        var read = isKnown ? group.EntriesRead : stream.EntriesUpTo(group.LastId);
        if (stream.EntriesAdded == 0)
            reply.Integer(0);
        else if (read == StreamGroup.UnknownReads && !isKnown)
            reply.Null();
        else
            reply.Integer(stream.EntriesAdded - read);
    }
}
