using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// MULTI, EXEC, DISCARD and WATCH. A transaction runs on one shard: that of its keys, which must also be the one where keys
/// are watched; commands without keys go along to whichever that is.
/// </summary>
internal sealed partial class RequestRouter
{
    private static ReadOnlySpan<byte> WasSpoiled => "EXECABORT Transaction discarded because of previous errors."u8;

    private void RouteTransaction(PendingBatch pending, TransactionRow row, in Args args)
    {
        // EXEC is shown behind the commands it runs.
        if (row.Verb != TransactionVerb.Exec || _transaction.Queue is null)
            _local.Show(row, args);
        switch (row.Verb)
        {
            case TransactionVerb.Multi when _transaction.Queue is null:
                _transaction.Begin(session, node.ClientSettings.Protocol.MaxQueryBytes);
                ReplyHere(pending, row, "+OK\r\n"u8);
                break;
            case TransactionVerb.Multi:
                FailHere(pending, row, "ERR MULTI calls can not be nested"u8);
                break;
            case TransactionVerb.Exec when _transaction.Queue is { } queue:
                Execute(pending, row, queue, args);
                break;
            case TransactionVerb.Exec:
                FailHere(pending, row, "ERR EXEC without MULTI"u8);
                break;
            case TransactionVerb.Discard when _transaction.Queue is not null:
                EndTransaction(pending);
                ReplyHere(pending, row, "+OK\r\n"u8);
                break;
            default:
                FailHere(pending, row, "ERR DISCARD without MULTI"u8);
                break;
        }
    }

    private void Execute(PendingBatch pending, TransactionRow row, TransactionQueue queue, in Args args)
    {
        var watchShard = _transaction.WatchShard;
        if (queue.IsSpoiled || (queue.Shard >= 0 && watchShard >= 0 && queue.Shard != watchShard))
        {
            EndTransaction(pending);
            _local.Show(row, args);
            FailHere(pending, row, queue.IsSpoiled ? WasSpoiled : Errors.CrossSlot);
            return;
        }

        var shard = ShardOf(queue, watchShard);
        if (node.Scripts.BusyShards > 0 && shard >= 0 && IsBusy(row, shard))
        {
            RefuseExec(pending, row, BusyScripts.ErrorOf(node, shard));
            return;
        }

        _transaction.Detach(session);
        node.CommandStatistics.RecordShared(row.Id, 0);
        var step = new ExecStep(queue, _local, session, row, args);
        if (shard < 0)
        {
            var start = pending.Local.Length;
            var isSuppressed = IsSuppressed;
            step.RunLocally(pending.Local);
            pending.AddLocal(start, isSuppressed);
            HoldMessages(pending);
            return;
        }

        var unit = ShardBatch.Take(shard, session.Id, queue.Batch, sink);
        step.BuildUnit(unit, session, watchShard >= 0, node.Options.Databases);
        BeginStep(pending, step, unit);
    }

    /// <summary>Where a transaction runs; -1 when it needs no shard.</summary>
    private static int ShardOf(TransactionQueue queue, int watchShard)
    {
        if (queue.Shard >= 0)
            return queue.Shard;
        return queue.NeedsAnyShard && watchShard < 0 ? 0 : watchShard;
    }

    private void Enqueue(PendingBatch pending, TransactionQueue queue, CommandRow row, in Args args)
    {
        if ((row.Flags & CommandFlags.NoMulti) != 0)
        {
            Refuse(pending, row, "ERR Command not allowed inside a transaction");
            return;
        }

        if (row is not NodeCommand && !TryPlace(queue, row, args))
        {
            Refuse(pending, row, Errors.CrossSlot);
            return;
        }

        if (IsOutOfMemory(queue))
        {
            Refuse(pending, row, Errors.OutOfMemory);
            return;
        }

        if (queue.TryAdd(row, args))
        {
            session.QueuedCommands = queue.Rows.Count;
            session.QueuedBytes = queue.MemoryBytes;
            ReplyHere(pending, row, "+QUEUED\r\n"u8, counts: false);
        }
        else
        {
            Refuse(pending, row, "ERR transaction exceeds the query buffer limit");
        }
    }

    /// <summary>
    /// What is queued takes memory too, so nothing more is while the transaction's shard, or the first one while it has none yet,
    /// can free no memory.
    /// </summary>
    private bool IsOutOfMemory(TransactionQueue queue) =>
        node.ShardSettings.Memory.MaxBytes > 0
        && node.Shards() is var shards
        && Math.Max(0, queue.Shard) is var shard
        && shard < shards.Count && shards[shard] is { IsOutOfMemory: true };

    /// <summary>Says that the transaction needs the shard of this command; false when it needs another already, or this several.</summary>
    private bool TryPlace(TransactionQueue queue, CommandRow row, in Args args)
    {
        // What is watched is watched on the transaction's shard alone, so that UNWATCH need not go to all.
        var target = row.Name == "unwatch" ? 0 : TargetOf(row, args);
        if (target < 0)
            return false;
        if (!HasKeys(row, args))
        {
            queue.NeedsAnyShard = true;
            return true;
        }

        if (queue.Shard >= 0 && target != queue.Shard)
            return false;
        queue.Shard = target;
        return true;
    }

    private bool HasKeys(CommandRow row, in Args args)
    {
        _keyArgs.Clear();
        return row.Keys.HasKeys && row.Keys.Find(args, _keyArgs) && _keyArgs.Count > 0;
    }

    private bool CanWatch(PendingBatch pending, CommandRow row, in Args args)
    {
        if (_transaction.Queue is not null)
        {
            FailHere(pending, row, "ERR WATCH inside MULTI is not allowed"u8);
            return false;
        }

        var target = TargetOf(row, args);
        if (target >= 0 && (_transaction.WatchShard < 0 || _transaction.WatchShard == target))
            return true;
        Refuse(pending, row, Errors.CrossSlot);
        return false;
    }

    private void NoteWatching(CommandRow row, in Args args, int shard)
    {
        if (row.Name == "watch")
            _transaction.Watch(session, shard, args.Count - 1);
        else if (row.Name == "unwatch")
            _transaction.Unwatch(session);
    }

    /// <summary>Ends a transaction without EXEC; watched keys are forgotten on their shard.</summary>
    private void EndTransaction(PendingBatch pending)
    {
        if (_transaction.WatchShard >= 0)
        {
            var part = PartFor(pending, _transaction.WatchShard);
            var unwatch = node.Commands.Find("unwatch"u8)!;
            pending.AddItem(part, AddTo(pending.Parts[part].Batch, unwatch, 0, 0), isSuppressed: true);
        }

        _transaction.End(session);
    }

    /// <summary>An EXEC that may not run ends its transaction, for whatever reason it was refused.</summary>
    private void RefuseExec(PendingBatch pending, CommandRow row, ReadOnlySpan<byte> error)
    {
        if (_transaction.Queue is not null)
            EndTransaction(pending);
        if (error.StartsWith("ERR "u8))
            error = error[4..];
        ReplyError(pending, row, [.. "EXECABORT Transaction discarded because of: "u8, .. error]);
    }
}
