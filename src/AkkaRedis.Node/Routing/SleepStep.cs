using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Commands;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// DEBUG SLEEP: a wait on a shard that nothing ends but its time. It holds up its connection alone, no shard and no thread; to
/// whoever looks at slow commands it took that long.
/// </summary>
internal sealed class SleepStep(Session session, NodeServices node, Args args) : WaitStep
{
    private readonly long _started = node.Time.GetTimestamp();

    public override ShardBatch? OnReturned(ShardBatch returned, RespWriter reply)
    {
        var answer = returned.ReplyOf(0);
        if (answer[0] == (byte)'-')
            reply.Raw(answer);
        else
            reply.Ok();
        var ticks = node.Time.GetTimestamp() - _started;
        if (ticks >= node.CommandTimes.FromTicks)
            node.CommandTimes.CommandTook(ticks, DebugCommands.Row, args, session.Id, node.NowMs);
        return null;
    }
}
