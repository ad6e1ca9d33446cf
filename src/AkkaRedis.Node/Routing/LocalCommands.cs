using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Commands;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Routing;

/// <summary>Runs the commands that need no shard, with their statistics.</summary>
internal sealed class LocalCommands(Session session, NodeServices node)
{
    private readonly ClientContext _context = new(session, node);

    /// <summary>The command that ran asked for the connection to be closed after its reply.</summary>
    public bool ClosesConnection => _context.CloseAfterReply;

    /// <summary>The client is none: nothing more of it is run, and it gets no replies.</summary>
    public void CutOff()
    {
        _context.CloseAfterReply = true;
        if (node.Clients.Find(session.Id) is { } client)
            node.HttpRequests.CutOff(client);
    }

    /// <summary>Shows a command, wherever it runs, to those who see all (MONITOR).</summary>
    public void Show(CommandRow row, in Args args)
    {
        if (node.Feed.HasWatchers)
            node.Feed.Show(session, row, args, node.Time.GetUtcNow());
    }

    public void Run(NodeCommand command, in Args args, RespWriter reply)
    {
        var started = node.Time.GetTimestamp();
        var replyStart = reply.Length;
        reply.Protocol = session.Protocol;
        _context.Row = command;
        _context.Args = args;
        _context.Reply = reply;
        _context.NowMs = node.NowMs;
        command.Function(_context);
        var ticks = node.Time.GetTimestamp() - started;
        node.CommandStatistics.RecordShared(command.Id, ticks);
        if (ticks >= node.CommandTimes.FromTicks)
            node.CommandTimes.CommandTook(ticks, command, args, session.Id, _context.NowMs);
        CountError(command, reply, replyStart);
    }

    /// <summary>The same for a command of a transaction.</summary>
    public void RunQueued(NodeCommand command, in Args args, RespWriter reply)
    {
        _context.IsQueued = true;
        Run(command, args, reply);
        _context.IsQueued = false;
    }

    /// <summary>What the command that ran has left to be waited for, once.</summary>
    public NodeWork? TakeWork()
    {
        var work = _context.Work;
        _context.Work = null;
        return work;
    }

    /// <summary>Writes the reply of a command whose work is done.</summary>
    public void End(NodeStep step, RespWriter reply)
    {
        var replyStart = reply.Length;
        step.WriteReply(reply);
        CountError(step.Command, reply, replyStart);
    }

    private void CountError(NodeCommand command, RespWriter reply, int replyStart)
    {
        if (reply.Length == replyStart || reply.WrittenSpan[replyStart] != (byte)'-')
            return;
        node.CommandStatistics.RecordFailed(command.Id);
        node.CommandStatistics.RecordError(reply.WrittenSpan[replyStart..]);
    }
}
