using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// EXEC: the queued commands for shards run on theirs as one unit. Those for none that see or change what these do run in
/// between, on the shard's thread, where all of them are of the kind that scripts may call, which knows no session; else they
/// run here in their order, when it is known that the unit ran, as those do that are about the connection alone. The reply is
/// put together in queue order.
/// </summary>
internal sealed class ExecStep : IStep, IDisposable
{
    private const CommandFlags OnlyHere = CommandFlags.Ordered | CommandFlags.NoScript;

    private readonly TransactionQueue _queue;
    private readonly LocalCommands _local;
    private readonly int _protocol;
    private readonly CommandRow _exec;
    private readonly Args _execArgs;
    private readonly bool _runsOrderedInUnit;

    public ExecStep(TransactionQueue queue, LocalCommands local, Session session, CommandRow exec, Args execArgs)
    {
        _queue = queue;
        _local = local;
        _protocol = session.Protocol;
        _exec = exec;
        _execArgs = execArgs;
        _runsOrderedInUnit = !session.IsSubscribed && queue.Rows.TrueForAll(row =>
            row is not NodeCommand || (row.Flags & OnlyHere) != OnlyHere);
    }

    /// <summary>The unit for the shard: a transaction item, then the queued commands that run there.</summary>
    public ShardBatch BuildUnit(ShardBatch unit, Session session, bool watching, int databases)
    {
        var db = session.Db;
        var protocol = (byte)_protocol;
        var head = unit.Add(new ShardItem { Kind = ShardItemKind.Transaction, Watching = watching, Protocol = protocol });
        for (var i = 0; i < _queue.Rows.Count; i++)
        {
            var row = _queue.Rows[i];
            var place = _queue.Batch.RefOf(i);
            if (!IsInUnit(row))
            {
                db = DbAfter(row, _queue.Batch[i], db, databases);
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
        _local.Show(_exec, _execArgs);
        Dispose();
        return null;
    }

    /// <summary>A transaction without any command for a shard.</summary>
    public void RunLocally(RespWriter reply)
    {
        WriteReplies(null, reply);
        _local.Show(_exec, _execArgs);
        Dispose();
    }

    public void Dispose() => _queue.Dispose();

    private void WriteReplies(ShardBatch? unit, RespWriter reply)
    {
        reply.Protocol = _protocol;
        reply.Array(_queue.Rows.Count);
        var item = 1;
        for (var i = 0; i < _queue.Rows.Count; i++)
        {
            var row = _queue.Rows[i];
            if (unit is not null && IsInUnit(row))
                reply.Raw(unit.ReplyOf(item++));
            else
                _local.RunQueued((NodeCommand)row, _queue.Batch[i], reply);
            _local.Show(row, _queue.Batch[i]);
        }
    }

    private bool IsInUnit(CommandRow row) =>
        row is not NodeCommand || (_runsOrderedInUnit && (row.Flags & CommandFlags.Ordered) != 0);

    private static int DbAfter(CommandRow row, in Args args, int db, int databases) =>
        row.Name == "select" && Protocol.Numbers.TryParseLong(args[1], out var selected) && selected >= 0 && selected < databases
            ? (int)selected
            : db;
}
