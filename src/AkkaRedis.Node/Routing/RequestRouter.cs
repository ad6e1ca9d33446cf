using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Commands;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Protocol;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// Decides for each command of a read chunk where it runs: here, on one shard, dealt out by key, on all shards, in several
/// rounds, or nowhere with an error. Fills the pending batch; the caller tells the new parts to their shards.
/// Owns what such decisions depend on: the session and the transaction in progress.
/// </summary>
internal sealed class RequestRouter(Session session, NodeServices node, SlotMap slots, IReplySink sink, KeyDealer dealer, Random random)
{
    private readonly LocalCommands _local = new(session, node);
    private readonly int[] _partOfShard = NoParts(slots.ShardCount);
    private readonly List<int> _keyArgs = [];
    private readonly TransactionState _transaction = new();

    /// <summary>A command asked for the connection to be closed once everything before is answered.</summary>
    public bool IsClosing { get; private set; }

    public IShardGateway? Gateway { get; init; }

    /// <summary>The shard on which this connection watches keys, or -1.</summary>
    public int WatchShard => _transaction.WatchShard;

    /// <summary>Routes commands until the batch is done, a step must be waited for, or the connection is closing.</summary>
    public void Route(PendingBatch pending)
    {
        session.LastRequestAtMs = node.NowMs;
        var source = pending.Source;
        while (pending.NextCommand < source.Count && pending.Step is null)
        {
            if (IsClosing)
            {
                pending.NextCommand = source.Count;
                break;
            }

            var place = source.RefOf(pending.NextCommand++);
            session.CommandsProcessed++;
            RouteOne(pending, place);
        }

        Array.Fill(_partOfShard, -1);
    }

    public void Dispose() => _transaction.End(session);

    /// <summary>A batch that makes the shard forget what this connection watches; for when the connection ends.</summary>
    public ShardBatch BuildUnwatch()
    {
        var source = CommandBatch.Take(Protocol.Buffers.BufferPool.Rent(1));
        var batch = ShardBatch.Take(_transaction.WatchShard, session.Id, source, sink);
        source.Release();
        AddTo(batch, node.Commands.Find("unwatch"u8)!, 0, 0);
        return batch;
    }

    private void RouteOne(PendingBatch pending, CommandRef place)
    {
        var args = pending.Source.ArgsAt(place.First, place.Count);
        if (!CommandResolver.TryResolve(node.Commands, args, out var row, out var error))
        {
            Refuse(pending, row, error);
            return;
        }

        session.LastCommand = row.Name;
        if (node.ClientSettings.RequirePass.Length > 0 && !session.IsAuthenticated && (row.Flags & CommandFlags.NoAuth) == 0)
            Refuse(pending, row, "NOAUTH Authentication required.");
        else if (row is TransactionRow transaction)
            RouteTransaction(pending, transaction);
        else if (_transaction.Queue is { } queue && row.Name is not ("quit" or "reset" or "watch"))
            Enqueue(pending, queue, row, args);
        else if (row is NodeCommand command)
            RunHere(pending, command, args);
        else
            RouteToShards(pending, row, args, place);
    }

    private void RunHere(PendingBatch pending, NodeCommand command, in Args args)
    {
        var start = pending.Local.Length;
        var wasSkipping = session.ReplyMode == ReplyMode.SkipNext;
        if (command.Name == "reset")
            EndTransaction(pending);
        _local.Run(command, args, pending.Local);
        IsClosing = _local.ClosesConnection;
        var suppressed = session.ReplyMode != ReplyMode.On;
        if (wasSkipping && session.ReplyMode == ReplyMode.SkipNext)
            session.ReplyMode = ReplyMode.On;
        pending.AddLocal(start, suppressed);
    }

    private void RouteToShards(PendingBatch pending, CommandRow row, in Args args, CommandRef place)
    {
        if (row.Name == "watch" && !CanWatch(pending, row, args))
            return;
        var target = TargetOf(row, args);
        switch (target)
        {
            case >= 0:
                if (row.Name == "watch")
                    _transaction.Watch(session, target, args.Count - 1);
                AddItem(pending, target, row, place.First, place.Count);
                break;
            case ShardTarget.Dealt:
                Deal(pending, row, place);
                break;
            case ShardTarget.All:
                AddToAll(pending, row, place);
                break;
            case ShardTarget.Walk:
                BeginWalk(pending, row, args, place);
                break;
            default:
                Refuse(pending, row, Errors.CrossSlot);
                break;
        }
    }

    /// <summary>The number of the one shard a command runs on, or one of <see cref="ShardTarget"/>.</summary>
    private int TargetOf(CommandRow row, in Args args)
    {
        if (slots.ShardCount == 1)
            return 0;
        if (row.Keys.IsSingle && row.Keys.First < args.Count)
            return slots.ShardOfKey(args[row.Keys.First]);
        if (!row.Keys.HasKeys)
        {
            return row.Merge switch
            {
                ReplyMerge.None => 0,
                ReplyMerge.Scan or ReplyMerge.FirstNonNull => ShardTarget.Walk,
                _ => ShardTarget.All,
            };
        }

        _keyArgs.Clear();
        if (!row.Keys.Find(args, _keyArgs) || _keyArgs.Count == 0)
            return 0;
        var shard = slots.ShardOfKey(args[_keyArgs[0]]);
        foreach (var arg in _keyArgs)
        {
            if (slots.ShardOfKey(args[arg]) != shard)
                return row.Merge == ReplyMerge.None ? ShardTarget.CrossSlot : ShardTarget.Dealt;
        }

        return shard;
    }

    private void AddItem(PendingBatch pending, int shard, CommandRow row, int firstArg, int argCount)
    {
        var part = PartFor(pending, shard);
        pending.AddItem(part, AddTo(pending.Parts[part].Batch, row, firstArg, argCount), TakeSuppression());
    }

    private int AddTo(ShardBatch batch, CommandRow row, int firstArg, int argCount) => batch.Add(new ShardItem
    {
        Row = row,
        FirstArg = firstArg,
        ArgCount = argCount,
        Db = (short)session.Db,
        Protocol = (byte)session.Protocol,
    });

    private void Deal(PendingBatch pending, CommandRow row, CommandRef place)
    {
        var merge = new MergedReply(row.Merge, session.Protocol);
        dealer.Deal(pending.Source, place, _keyArgs, slots);
        foreach (var (shard, sub) in dealer.Dealt)
        {
            var part = pending.Parts[PartFor(pending, shard)];
            merge.AddPiece(part, AddTo(part.Batch, row, sub.First, sub.Count));
        }

        foreach (var piece in dealer.PieceOfKey)
            merge.AddKey(piece);
        pending.AddMerge(merge, TakeSuppression());
    }

    private void AddToAll(PendingBatch pending, CommandRow row, CommandRef place)
    {
        var merge = new MergedReply(row.Merge, session.Protocol);
        for (var shard = 0; shard < slots.ShardCount; shard++)
        {
            var part = pending.Parts[PartFor(pending, shard)];
            merge.AddPiece(part, AddTo(part.Batch, row, place.First, place.Count));
        }

        if (row.Name == "unwatch")
            _transaction.Unwatch(session);
        pending.AddMerge(merge, TakeSuppression());
    }

    private void BeginWalk(PendingBatch pending, CommandRow row, in Args args, CommandRef place)
    {
        var isScan = row.Merge == ReplyMerge.Scan;
        var shard = isScan ? ScanStep.ShardOfCursor(slots, args[1]) : RandomKeyStep.DrawShard(Gateway!, session.Db, random);
        var batch = ShardBatch.Take(shard, session.Id, pending.Source, sink);
        AddTo(batch, row, place.First, place.Count);
        BeginStep(pending, isScan ? new ScanStep(slots) : new RandomKeyStep(slots), batch);
    }

    private void BeginStep(PendingBatch pending, IStep step, ShardBatch batch)
    {
        pending.Step = step;
        pending.StepIsSuppressed = TakeSuppression();
        AddPart(pending, batch);
    }

    private void RouteTransaction(PendingBatch pending, TransactionRow row)
    {
        if (row.Verb == TransactionVerb.Multi)
        {
            if (_transaction.Queue is null)
            {
                _transaction.Begin(session, node.ClientSettings.Protocol.MaxQueryBytes);
                ReplyHere(pending, row, "+OK\r\n"u8);
            }
            else
            {
                Refuse(pending, row, "ERR MULTI calls can not be nested");
            }
        }
        else if (_transaction.Queue is null)
        {
            Refuse(pending, row, row.Verb == TransactionVerb.Exec ? "ERR EXEC without MULTI" : "ERR DISCARD without MULTI");
        }
        else if (row.Verb == TransactionVerb.Discard)
        {
            EndTransaction(pending);
            ReplyHere(pending, row, "+OK\r\n"u8);
        }
        else
        {
            Execute(pending, row);
        }
    }

    private void Execute(PendingBatch pending, TransactionRow row)
    {
        var queue = _transaction.Queue!;
        var watchShard = _transaction.WatchShard;
        if (queue.IsSpoiled || (queue.Shard >= 0 && watchShard >= 0 && queue.Shard != watchShard))
        {
            var crosses = !queue.IsSpoiled;
            EndTransaction(pending);
            Refuse(pending, row, crosses ? Errors.CrossSlot : "EXECABORT Transaction discarded because of previous errors."u8);
            return;
        }

        _transaction.Detach(session);
        node.CommandStatistics.RecordShared(row.Id, 0);
        var step = new ExecStep(queue, _local, session.Protocol);
        var shard = queue.Shard >= 0 ? queue.Shard : watchShard;
        if (shard < 0)
        {
            var start = pending.Local.Length;
            step.RunLocally(pending.Local);
            pending.AddLocal(start, TakeSuppression());
            return;
        }

        var unit = ShardBatch.Take(shard, session.Id, queue.Batch, sink);
        ExecStep.BuildUnit(queue, unit, session.Db, session.Protocol, watchShard >= 0, node.Options.Databases);
        BeginStep(pending, step, unit);
    }

    private void Enqueue(PendingBatch pending, TransactionQueue queue, CommandRow row, in Args args)
    {
        if ((row.Flags & CommandFlags.NoMulti) != 0)
        {
            Refuse(pending, row, "ERR Command not allowed inside a transaction");
            return;
        }

        if (row is not NodeCommand)
        {
            var target = TargetOf(row, args);
            if (target < 0 || (queue.Shard >= 0 && row.Keys.HasKeys && target != queue.Shard))
            {
                Refuse(pending, row, Errors.CrossSlot);
                return;
            }

            if (queue.Shard < 0)
                queue.Shard = target;
        }

        if (queue.TryAdd(row, args))
        {
            session.QueuedCommands = queue.Rows.Count;
            ReplyHere(pending, row, "+QUEUED\r\n"u8, counts: false);
        }
        else
        {
            Refuse(pending, row, "ERR transaction exceeds the query buffer limit");
        }
    }

    private bool CanWatch(PendingBatch pending, CommandRow row, in Args args)
    {
        if (_transaction.Queue is not null)
        {
            ReplyError(pending, row, "ERR WATCH inside MULTI is not allowed"u8);
            return false;
        }

        var target = TargetOf(row, args);
        if (target >= 0 && (_transaction.WatchShard < 0 || _transaction.WatchShard == target))
            return true;
        Refuse(pending, row, Errors.CrossSlot);
        return false;
    }

    /// <summary>Ends a transaction without EXEC; watched keys are forgotten on their shard.</summary>
    private void EndTransaction(PendingBatch pending)
    {
        if (_transaction.WatchShard >= 0)
        {
            var part = pending.Parts[PartFor(pending, _transaction.WatchShard)];
            var unwatch = node.Commands.Find("unwatch"u8)!;
            var item = AddTo(part.Batch, unwatch, 0, 0);
            pending.AddItem(pending.Parts.IndexOf(part), item, isSuppressed: true);
        }

        _transaction.End(session);
    }

    private void Refuse(PendingBatch pending, CommandRow? row, string error) =>
        Refuse(pending, row, System.Text.Encoding.UTF8.GetBytes(error));

    private void Refuse(PendingBatch pending, CommandRow? row, ReadOnlySpan<byte> error)
    {
        if (_transaction.Queue is { } queue)
            queue.IsSpoiled = true;
        ReplyError(pending, row, error);
    }

    private void ReplyError(PendingBatch pending, CommandRow? row, ReadOnlySpan<byte> error)
    {
        var start = pending.Local.Length;
        pending.Local.Error(error);
        if (row is not null)
            node.CommandStatistics.RecordRejected(row.Id);
        node.CommandStatistics.RecordError(pending.Local.WrittenSpan[start..]);
        pending.AddLocal(start, TakeSuppression());
    }

    private void ReplyHere(PendingBatch pending, CommandRow row, ReadOnlySpan<byte> reply, bool counts = true)
    {
        var start = pending.Local.Length;
        pending.Local.Raw(reply);
        if (counts)
            node.CommandStatistics.RecordShared(row.Id, 0);
        pending.AddLocal(start, TakeSuppression());
    }

    private int PartFor(PendingBatch pending, int shard)
    {
        if (_partOfShard[shard] >= 0)
            return _partOfShard[shard];
        return _partOfShard[shard] = AddPart(pending, ShardBatch.Take(shard, session.Id, pending.Source, sink));
    }

    private static int AddPart(PendingBatch pending, ShardBatch batch)
    {
        var part = new Part { Batch = batch, Owner = pending };
        batch.Tag = part;
        pending.Parts.Add(part);
        return pending.Parts.Count - 1;
    }

    /// <summary>Is the reply of the command being routed to be dropped (CLIENT REPLY)?</summary>
    private bool TakeSuppression()
    {
        if (session.ReplyMode == ReplyMode.On)
            return false;
        if (session.ReplyMode == ReplyMode.SkipNext)
            session.ReplyMode = ReplyMode.On;
        return true;
    }

    private static int[] NoParts(int shards)
    {
        var parts = new int[shards];
        Array.Fill(parts, -1);
        return parts;
    }
}
