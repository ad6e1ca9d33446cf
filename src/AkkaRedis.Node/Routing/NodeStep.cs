using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Routing;

/// <summary>A command that the node itself works on (SAVE): no part of it is with a shard. Wakes the connection when it is done.</summary>
internal sealed class NodeStep : IStep
{
    private readonly NodeWork _work;
    private volatile bool _isDone;
    private bool _succeeded;

    public NodeStep(NodeCommand command, NodeWork work, Action wake)
    {
        (Command, _work) = (command, work);
        _ = WaitAsync(wake);
    }

    public NodeCommand Command { get; }

    public bool IsDone => _isDone;

    /// <summary>For when it is done.</summary>
    public void WriteReply(RespWriter reply) => _work.Reply(reply, _succeeded);

    public ShardBatch? OnReturned(ShardBatch returned, RespWriter reply) =>
        throw new InvalidOperationException("nothing of it was told to a shard");

    private async Task WaitAsync(Action wake)
    {
        try
        {
            _succeeded = await _work.Done.ConfigureAwait(false);
        }
        finally
        {
            _isDone = true;
            wake();
        }
    }
}
