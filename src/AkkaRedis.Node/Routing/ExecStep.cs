using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// EXEC: the queued commands with keys run on their shard as one unit; those that need no shard run here, when it is known
/// that the unit ran. The reply is put together in queue order.
/// </summary>
internal sealed class ExecStep(TransactionQueue queue, LocalCommands local, int protocol, CommandRow exec, Args execArgs)
    : IStep, IDisposable
{
    /// <summary>The unit for the shard: a transaction item, then the queued commands that run there.</summary>
    public static ShardBatch BuildUnit(TransactionQueue queue, ShardBatch unit, Session session, bool watching, int databases)
    {
        var db = session.Db;
        var protocol = (byte)session.Protocol;
        var head = unit.Add(new ShardItem { Kind = ShardItemKind.Transaction, Watching = watching, Protocol = protocol });
        for (var i = 0; i < queue.Rows.Count; i++)
        {
            var row = queue.Rows[i];
            var place = queue.Batch.RefOf(i);
            if (row is NodeCommand)
            {
                db = DbAfter(row, queue.Batch[i], db, databases);
                continue;
            }

            unit.Add(new ShardItem
            {
                Row = row, FirstArg = place.First, ArgCount = place.Count, Db = (short)db, Protocol = protocol,
                Tracks = session.TracksReads,
            });
        }

        unit[head].ArgCount = unit.Count - 1;
        return unit;
    }

    public ShardBatch? OnReturned(ShardBatch returned, RespWriter reply)
    {
        var verdict = returned.ReplyOf(0);
        if (verdict.Length > 0)
            reply.Raw(verdict);
        else
            WriteReplies(returned, reply);
        local.Show(exec, execArgs);
        Dispose();
        return null;
    }

    /// <summary>A transaction without any command for a shard.</summary>
    public void RunLocally(RespWriter reply)
    {
        WriteReplies(null, reply);
        local.Show(exec, execArgs);
        Dispose();
    }

    public void Dispose() => queue.Dispose();

    private void WriteReplies(ShardBatch? unit, RespWriter reply)
    {
        reply.Protocol = protocol;
        reply.Array(queue.Rows.Count);
        var item = 1;
        for (var i = 0; i < queue.Rows.Count; i++)
        {
            if (queue.Rows[i] is NodeCommand command)
                local.RunQueued(command, queue.Batch[i], reply);
            else
                reply.Raw(unit!.ReplyOf(item++));
            local.Show(queue.Rows[i], queue.Batch[i]);
        }
    }

    private static int DbAfter(CommandRow row, in Args args, int db, int databases) =>
        row.Name == "select" && Protocol.Numbers.TryParseLong(args[1], out var selected) && selected >= 0 && selected < databases
            ? (int)selected
            : db;
}
