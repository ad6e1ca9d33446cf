using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// A command that may wait for keys (BLPOP and its like): a batch of its own, so that nothing else of the connection is held
/// up in it, and a step, so that commands behind it wait whichever shard they are for.
/// </summary>
internal class WaitStep : IStep
{
    public static readonly WaitStep Instance = new();

    public virtual ShardBatch? OnReturned(ShardBatch returned, RespWriter reply)
    {
        reply.Raw(returned.ReplyOf(0));
        return null;
    }
}
