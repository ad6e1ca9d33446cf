using System.Buffers.Text;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Buffers;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Keyspace;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// SCAN over several shards. A cursor is a place in hash order, slot first, so it names its shard by itself, and means the
/// same after shards were added or moved. A shard that ends with an empty page is walked past inside one call; inside a shard a
/// page on which nothing fits is an answer, else one call could search the whole data.
/// </summary>
internal sealed class ScanStep(SlotMap slots) : IStep
{
    public ShardBatch? OnReturned(ShardBatch returned, RespWriter reply)
    {
        var answer = returned.ReplyOf(0);
        if (answer[0] != (byte)'*')
        {
            reply.Raw(answer);
            return null;
        }

        var cursorAt = RespScanner.LineEnd(answer, 0);
        var digitsAt = RespScanner.LineEnd(answer, cursorAt);
        Utf8Parser.TryParse(answer[digitsAt..], out ulong cursor, out var digits);
        var keysAt = digitsAt + digits + 2;
        var next = NextCursor(cursor, returned.Shard);
        var isAtShardEnd = cursor == 0;
        if (isAtShardEnd && next != 0 && RespScanner.ReadLong(answer[keysAt..]) == 0)
            return AskFrom(next, returned);
        reply.Array(2);
        WriteCursor(next, reply);
        reply.Raw(answer[keysAt..]);
        return null;
    }

    /// <summary>The shard that a client's cursor points into; 0 for what is no cursor, whose shard then gives the error.</summary>
    public static int ShardOfCursor(SlotMap slots, ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out ulong cursor, out var used) && used == text.Length && cursor <= ScanCursor.Max
            ? slots.ShardOf(ScanCursor.SlotOf(cursor))
            : 0;

    private ulong NextCursor(ulong cursor, int shard)
    {
        if (cursor != 0)
            return cursor;
        return shard + 1 < slots.ShardCount ? ScanCursor.StartOf(slots.FirstSlotOf(shard + 1)) : 0;
    }

    /// <summary>The same SCAN with another cursor, for the shard that cursor points into.</summary>
    private ShardBatch AskFrom(ulong cursor, ShardBatch before)
    {
        var item = before[0];
        var args = before.ArgsOf(item);
        var bytes = 20;
        for (var i = 0; i < args.Count; i++)
            bytes += args[i].Length;
        var source = CommandBatch.Take(BufferPool.Rent(bytes));
        var at = 0;
        for (var i = 0; i < args.Count; i++)
        {
            var length = args[i].Length;
            if (i == 1)
                Utf8Formatter.TryFormat(cursor, source.Buffer.AsSpan(at), out length);
            else
                args[i].CopyTo(source.Buffer.AsSpan(at));
            source.AddArg(at, length);
            at += length;
        }

        var next = ShardBatch.Take(slots.ShardOf(ScanCursor.SlotOf(cursor)), before.ConnectionId, source, before.ReplyTo);
        source.Release();
        item.FirstArg = 0;
        next.Add(item);
        return next;
    }

    private static void WriteCursor(ulong cursor, RespWriter reply)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(cursor, digits, out var n);
        reply.Bulk(digits[..n]);
    }
}
