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
