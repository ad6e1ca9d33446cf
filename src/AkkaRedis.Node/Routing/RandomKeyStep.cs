using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Routing;

/// <summary>RANDOMKEY over several shards: begins at a shard drawn by its share of the keys, goes on while shards are empty.</summary>
internal sealed class RandomKeyStep(SlotMap slots) : IStep
{
    private int _asked = 1;

    public ShardBatch? OnReturned(ShardBatch returned, RespWriter reply)
    {
        var answer = returned.ReplyOf(0);
        var isNull = answer[0] == (byte)'_' || answer.StartsWith("$-1"u8);
        if (!isNull || _asked == slots.ShardCount)
        {
            reply.Raw(answer);
            return null;
        }

        _asked++;
        var next = ShardBatch.Take((returned.Shard + 1) % slots.ShardCount, returned.ConnectionId, returned.Source, returned.ReplyTo);
        next.Add(returned[0]);
        return next;
    }

    public static int DrawShard(IShardGateway gateway, int db, Random random)
    {
        var shards = gateway.Slots.ShardCount;
        var total = 0L;
        for (var s = 0; s < shards; s++)
            total += gateway.KeysIn(s, db);
        if (total == 0)
            return 0;
        var draw = random.NextInt64(total);
        for (var s = 0; s < shards; s++)
        {
            draw -= gateway.KeysIn(s, db);
            if (draw < 0)
                return s;
        }

        return shards - 1;
    }
}
