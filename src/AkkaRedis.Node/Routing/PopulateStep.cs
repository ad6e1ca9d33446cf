using System.Text;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Buffers;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Routing;

/// <summary>What DEBUG POPULATE is to make: keys "prefix:0", "prefix:1", … with values "value:0", …</summary>
/// <param name="ValueBytes">How long a value is made; 0 = as long as its text.</param>
internal sealed record PopulateKeys(long Count, string Prefix, int ValueBytes);

/// <summary>
/// DEBUG POPULATE: batches of SETNX, one after the other, the keys of one shard after those of another. Each batch is small, so
/// that others get their turns.
/// </summary>
internal sealed class PopulateStep(PopulateKeys keys, SlotMap slots, Session session, NodeServices node, IReplySink sink) : IStep
{
    private const int KeysPerBatch = 1000;
    private const int BytesPerBatch = 1 << 20;

    private int _shard;
    private long _next;

    public static bool TryParse(in Args args, out PopulateKeys keys)
    {
        keys = new PopulateKeys(0, "key", 0);
        if (!Numbers.TryParseLong(args[2], out var count) || count < 0)
            return false;
        long bytes = 0;
        if (args.Count > 4 && (!Numbers.TryParseLong(args[4], out bytes) || bytes is < 0 or > int.MaxValue / 4))
            return false;
        keys = new PopulateKeys(count, args.Count > 3 ? Encoding.Latin1.GetString(args[3]) : "key", (int)bytes);
        return true;
    }

    public ShardBatch? OnReturned(ShardBatch returned, RespWriter reply)
    {
        for (var i = 0; i < returned.Count; i++)
        {
            if (returned.ReplyOf(i)[0] != (byte)'-')
                continue;
            reply.Raw(returned.ReplyOf(i));
            return null;
        }

        if (NextBatch() is { } next)
            return next;
        reply.Ok();
        return null;
    }

    /// <summary>Null when all is done.</summary>
    public ShardBatch? NextBatch()
    {
        for (; _shard < slots.ShardCount; _shard++, _next = 0)
        {
            if (TakePairs() is { Count: > 0 } pairs)
                return BatchOf(pairs);
        }

        return null;
    }

    private List<(byte[] Key, byte[] Value)> TakePairs()
    {
        var pairs = new List<(byte[], byte[])>();
        for (var bytes = 0; _next < keys.Count && pairs.Count < KeysPerBatch && bytes < BytesPerBatch; _next++)
        {
            var key = Encoding.Latin1.GetBytes($"{keys.Prefix}:{_next}");
            if (slots.ShardOfKey(key) != _shard)
                continue;
            var value = Encoding.ASCII.GetBytes($"value:{_next}");
            if (keys.ValueBytes > 0)
                Array.Resize(ref value, keys.ValueBytes);
            pairs.Add((key, value));
            bytes += key.Length + value.Length;
        }

        return pairs;
    }

    private ShardBatch BatchOf(List<(byte[] Key, byte[] Value)> pairs)
    {
        var row = node.Commands.Find("setnx"u8)!;
        var source = CommandBatch.Take(BufferPool.Rent(row.NameBytes.Length + pairs.Sum(p => p.Key.Length + p.Value.Length)));
        row.NameBytes.CopyTo(source.Buffer, 0);
        var at = row.NameBytes.Length;
        var batch = ShardBatch.Take(_shard, session.Id, source, sink);
        foreach (var (key, value) in pairs)
        {
            var first = source.ArgCount;
            source.AddArg(0, row.NameBytes.Length);
            at = AddArg(source, key, at);
            at = AddArg(source, value, at);
            batch.Add(new ShardItem { Row = row, FirstArg = first, ArgCount = 3, Db = (short)session.Db, Protocol = 2 });
        }

        source.Release();
        return batch;
    }

    private static int AddArg(CommandBatch to, byte[] text, int at)
    {
        text.CopyTo(to.Buffer, at);
        to.AddArg(at, text.Length);
        return at + text.Length;
    }
}
