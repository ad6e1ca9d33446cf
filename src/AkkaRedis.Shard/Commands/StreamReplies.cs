using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Values;

namespace AkkaRedis.Shard.Commands;

/// <summary>Entries of streams in replies.</summary>
internal static class StreamReplies
{
    /// <summary>Writes the cursor's entry: its id, and its fields and values in one array.</summary>
    public static void Entry(this RespWriter reply, StreamCursor entry)
    {
        Span<byte> scratch = stackalloc byte[StreamText.ScratchBytes];
        reply.Array(2);
        reply.Id(entry.Id);
        reply.Array(2 * entry.FieldCount);
        scoped var fields = entry.Fields;
        for (var i = 0; i < entry.FieldCount; i++)
        {
            reply.Bulk(fields.NextField(scratch));
            reply.Bulk(fields.NextValue(scratch));
        }
    }

    /// <summary>Writes the entry of an id; false, with nothing written, when there is none.</summary>
    public static bool EntryOf(this RespWriter reply, StreamView stream, StreamId id)
    {
        var cursor = new StreamCursor(stream, id, id);
        if (!cursor.MoveNext())
            return false;
        reply.Entry(cursor);
        return true;
    }

    /// <summary>Starts the reply of so many streams, whose keys and entries follow.</summary>
    public static void Streams(this RespWriter reply, int count)
    {
        if (reply.IsResp3)
            reply.Map(count);
        else
            reply.Array(count);
    }

    /// <summary>Writes a stream's key, before its entries.</summary>
    public static void StreamKey(this RespWriter reply, ReadOnlySpan<byte> key)
    {
        if (!reply.IsResp3)
            reply.Array(2);
        reply.Bulk(key);
    }
}

/// <summary>A stretch of a stream to be written: so many entries from a cursor on, after the key if there is one.</summary>
internal sealed class StreamStretch(StreamCursor cursor, int count, byte[]? key)
{
    private readonly int _count = count;
    private int _left = count;
    private bool _isBegun;

    /// <summary>Writes up to so many entries, which are used up; true when all are written.</summary>
    public bool Write(RespWriter reply, ref int units)
    {
        if (!_isBegun)
        {
            if (key is not null)
                reply.StreamKey(key);
            reply.Array(_count);
            _isBegun = true;
        }

        for (; units > 0 && _left > 0; units -= Units(cursor.FieldCount), _left--)
        {
            cursor.MoveNext();
            reply.Entry(cursor);
        }

        return _left == 0;
    }

    private static int Units(int fields) => 1 + fields / 8;
}

/// <summary>Writes stretches of streams, whose keys nobody writes meanwhile.</summary>
internal sealed class StreamStretchesJob(IReadOnlyList<StreamStretch> stretches, byte[][] keys) : ISlicedJob
{
    private int _next;

    public ReadOnlyMemory<byte> LockedKey => keys[0];

    public IReadOnlyList<byte[]> MoreLockedKeys { get; } = keys[1..];

    public bool Step(ReadContext c, int units)
    {
        for (; units > 0 && _next < stretches.Count; _next++)
        {
            if (!stretches[_next].Write(c.Reply, ref units))
                return false;
        }

        return _next == stretches.Count;
    }

    /// <summary>Writes at once what is little; suspends the command for more.</summary>
    public static void Run(ReadContext c, IReadOnlyList<StreamStretch> stretches, long entries, Func<byte[][]> keys)
    {
        if (entries > c.Settings.SliceElements)
        {
            c.Suspend(new StreamStretchesJob(stretches, keys()));
            return;
        }

        var units = int.MaxValue;
        foreach (var stretch in stretches)
            stretch.Write(c.Reply, ref units);
    }
}
