using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Routing;

/// <summary>One command on one shard after the other, until one answers an error: OK when none does.</summary>
internal sealed class EachShardStep(int shards) : IStep
{
    public ShardBatch? OnReturned(ShardBatch returned, RespWriter reply)
    {
        var answer = returned.ReplyOf(0);
        if (answer[0] == (byte)'-')
            reply.Raw(answer);
        else if (returned.Shard + 1 < shards)
            return NextOf(returned);
        else
            reply.Ok();
        return null;
    }

    /// <summary>The same command for the next shard.</summary>
    public static ShardBatch NextOf(ShardBatch returned)
    {
        var next = ShardBatch.Take(returned.Shard + 1, returned.ConnectionId, returned.Source, returned.ReplyTo);
        next.Add(returned[0]);
        return next;
    }
}
