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
internal sealed partial class RequestRouter(
    Session session, NodeServices node, SlotMap slots, IReplySink sink, KeyDealer dealer, Random random, ShardLanes lanes)
{
    private readonly LocalCommands _local = new(session, node);
    private readonly DebugRouter _debug = new(session, node, slots, sink);
    private readonly int[] _partOfShard = NoParts(slots.ShardCount);
    private readonly List<int> _keyArgs = [];
    private readonly TransactionState _transaction = new();

    private const string AllowedToSubscriber =
        "only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context";

    /// <summary>A command asked for the connection to be closed once everything before is answered.</summary>
    public bool IsClosing => _local.ClosesConnection;

    public IShardGateway? Gateway { get; init; }

    /// <summary>The reply of the command being routed is to be dropped (CLIENT REPLY).</summary>
    private bool IsSuppressed => session.ReplyMode is ReplyMode.Off or ReplyMode.Skipping;

    /// <summary>The shard on which this connection watches keys, or -1.</summary>
    public int WatchShard => _transaction.WatchShard;

    /// <summary>
    /// Routes commands until the batch is done, a step, shards or the end of a pause must be waited for, or the connection is
    /// closing.
    /// </summary>
    public void Route(PendingBatch pending)
    {
        session.LastRequestAtMs = node.NowMs;
        session.IsPaused = AwaitsShards = false;
        if (pending.Step is NodeStep done)
            End(pending, done);
        var source = pending.Source;
        while (pending.NextCommand < source.Count && pending.Step is null && !IsHeld)
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
        var replyMode = session.ReplyMode;
        if (replyMode == ReplyMode.SkipNext)
            session.ReplyMode = ReplyMode.Skipping;
        RouteResolved(pending, place);
        if (IsHeld)
        {
            session.ReplyMode = replyMode;
            return;
        }

        if (session.ReplyMode == ReplyMode.Skipping)
            session.ReplyMode = ReplyMode.On;
        if (session.IsCachingGiven)
            EndCaching();
    }

    private void RouteResolved(PendingBatch pending, CommandRef place)
    {
        var args = pending.Source.ArgsAt(place.First, place.Count);
        if (!CommandResolver.TryResolve(node.Commands, args, out var row, out var error))
        {
            if (HttpRequests.Is(args[0]))
                _local.CutOff();
            else
                Refuse(pending, row, error);
            return;
        }

        session.LastCommand = row.Name;
        if (node.ClientSettings.RequirePass.Length > 0 && !session.IsAuthenticated && (row.Flags & CommandFlags.NoAuth) == 0)
            Refuse(pending, row, "NOAUTH Authentication required.");
        else if (session is { Protocol: 2, IsSubscribed: true } && !IsAllowedToSubscriber(row))
            Refuse(pending, row, $"ERR Can't execute '{row.Name}': " + AllowedToSubscriber);
        else if (node.Loading.IsOn && IsRefusedWhileLoading(row))
            Refuse(pending, row, Errors.Loading);
        else if (session.IsMonitor && (row.Flags & (CommandFlags.Write | CommandFlags.ReadOnly | CommandFlags.MayReplicate)) != 0)
            Refuse(pending, row, "ERR Replica can't interact with the keyspace");
        else if (MustAwaitShards(pending, row))
            AwaitShards(pending);
        else if (node.Pause.IsOn && MustWait(row))
            AwaitEndOfPause(pending);
        else if (node.Scripts.BusyShards >= slots.ShardCount && IsBusy(row, ShardTarget.All))
            Refuse(pending, row, BusyScripts.ErrorOf(node, 0));
        else if (row is TransactionRow transaction)
            RouteTransaction(pending, transaction, args);
        else if (_transaction.Queue is { } queue && row.Name is not ("quit" or "reset" or "watch"))
            Enqueue(pending, queue, row, args);
        else
            RouteNow(pending, row, args, place);
    }

    private void RouteNow(PendingBatch pending, CommandRow row, in Args args, CommandRef place)
    {
        if (row is not NodeCommand command)
        {
            _local.Show(row, args);
            RouteToShards(pending, row, args, place);
            return;
        }

        if (row.InnerRows.Count > 0 && _debug.Begin(pending.Source, place) is { } start)
            BeginStep(pending, start.Step, start.Batch);
        else if (ShardToRunBehind(pending, row) is >= 0 and var shard)
            AddItem(pending, shard, row, place.First, place.Count);
        else
            RunHere(pending, command, args);

        // Behind the call, as SELECT is shown with the database that it selects.
        _local.Show(row, args);
    }

    private void RunHere(PendingBatch pending, NodeCommand command, in Args args)
    {
        var start = pending.Local.Length;
        if (command.Name == "reset")
            EndTransaction(pending);
        _local.Run(command, args, pending.Local);
        if (_local.TakeWork() is { } work)
        {
            pending.Step = new NodeStep(command, work, session.Wake);
            pending.StepIsSuppressed = IsSuppressed;
            return;
        }

        pending.AddLocal(start, IsSuppressed && !IsSubscribing(command));
        HoldMessages(pending);
    }

    /// <summary>Answers the command that the node has worked on; the next one can be routed.</summary>
    private void End(PendingBatch pending, NodeStep step)
    {
        var start = pending.Local.Length;
        _local.End(step, pending.Local);
        pending.Step = null;
        pending.AddLocal(start, pending.StepIsSuppressed);
        HoldMessages(pending);
    }

    /// <summary>What the connection may be sent as a subscriber comes after the replies so far.</summary>
    private void HoldMessages(PendingBatch pending)
    {
        if (session.Subscriber is not null)
            pending.MessagesFrom = pending.Segments.Count;
    }

    /// <summary>A RESP2 client cannot tell messages from replies, so that it gets but few of those.</summary>
    private static bool IsAllowedToSubscriber(CommandRow row) => IsSubscribing(row) || row.Name is "ping" or "quit" or "reset";

    /// <summary>(P|S)SUBSCRIBE and (P|S)UNSUBSCRIBE, whose confirmations are no replies to CLIENT REPLY.</summary>
    private static bool IsSubscribing(CommandRow row) =>
        (row.Flags & (CommandFlags.PubSub | CommandFlags.NoScript)) == (CommandFlags.PubSub | CommandFlags.NoScript);

    private void RouteToShards(PendingBatch pending, CommandRow row, in Args args, CommandRef place)
    {
        if (row.Name == "watch" && !CanWatch(pending, row, args))
            return;
        var target = TargetOf(row, args);
        if (node.Scripts.BusyShards > 0 && IsBusy(row, target))
            Refuse(pending, row, BusyScripts.ErrorOf(node, target));
        else
            RouteTo(pending, target, row, args, place);
    }

    private void RouteTo(PendingBatch pending, int target, CommandRow row, in Args args, CommandRef place)
    {
        switch (target)
        {
            case >= 0 when (row.Flags & CommandFlags.Blocking) != 0:
                var batch = ShardBatch.Take(target, session.Id, pending.Source, sink);
                AddTo(batch, row, place.First, place.Count);
                BeginStep(pending, WaitStep.Instance, batch);
                break;
            case >= 0:
                NoteWatching(row, args, target);
                NoteScript(row);
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

    /// <summary>Is the shard, or one of the shards that the command needs, in a script that takes too long?</summary>
    private bool IsBusy(CommandRow row, int target)
    {
        if ((row.Flags & CommandFlags.AllowBusy) != 0 || target == ShardTarget.CrossSlot)
            return false;
        var shards = node.Shards();
        return target >= 0 ? shards[target]?.Script.IsBusy == true : shards.Any(shard => shard?.Script.IsBusy == true);
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
        pending.AddItem(part, AddTo(pending.Parts[part].Batch, row, firstArg, argCount), IsSuppressed);
    }

    private int AddTo(ShardBatch batch, CommandRow row, int firstArg, int argCount) => batch.Add(new ShardItem
    {
        Row = row,
        FirstArg = firstArg,
        ArgCount = argCount,
        Db = (short)session.Db,
        Protocol = (byte)session.Protocol,
        Tracks = session.TracksReads,
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
        pending.AddMerge(merge, IsSuppressed);
    }

    private void AddToAll(PendingBatch pending, CommandRow row, CommandRef place)
    {
        var merge = new MergedReply(row.Merge, session.Protocol);
        for (var shard = 0; shard < slots.ShardCount; shard++)
        {
            var part = pending.Parts[PartFor(pending, shard)];
            merge.AddPiece(part, AddTo(part.Batch, row, place.First, place.Count));
        }

        NoteWatching(row, default, shard: -1);
        NoteScript(row);
        pending.AddMerge(merge, IsSuppressed);
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
        pending.StepIsSuppressed = IsSuppressed;
        AddPart(pending, batch);
    }

    private void Refuse(PendingBatch pending, CommandRow? row, string error) =>
        Refuse(pending, row, System.Text.Encoding.Latin1.GetBytes(error));

    private void Refuse(PendingBatch pending, CommandRow? row, ReadOnlySpan<byte> error)
    {
        if (row is TransactionRow { Verb: TransactionVerb.Exec })
        {
            RefuseExec(pending, row, error);
            return;
        }

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
        pending.AddLocal(start, IsSuppressed);
    }

    /// <summary>An error that is the answer of a command that was carried out, and not a refusal to.</summary>
    private void FailHere(PendingBatch pending, CommandRow row, ReadOnlySpan<byte> error)
    {
        var start = pending.Local.Length;
        pending.Local.Error(error);
        node.CommandStatistics.RecordShared(row.Id, 0);
        node.CommandStatistics.RecordFailed(row.Id);
        node.CommandStatistics.RecordError(pending.Local.WrittenSpan[start..]);
        pending.AddLocal(start, IsSuppressed);
    }

    private void ReplyHere(PendingBatch pending, CommandRow row, ReadOnlySpan<byte> reply, bool counts = true)
    {
        var start = pending.Local.Length;
        pending.Local.Raw(reply);
        if (counts)
            node.CommandStatistics.RecordShared(row.Id, 0);
        pending.AddLocal(start, IsSuppressed);
    }

    private int PartFor(PendingBatch pending, int shard)
    {
        if (_partOfShard[shard] >= 0)
            return _partOfShard[shard];
        return _partOfShard[shard] = AddPart(pending, ShardBatch.Take(shard, session.Id, pending.Source, sink));
    }

    private static int AddPart(PendingBatch pending, ShardBatch batch)
    {
        pending.AddPart(batch);
        return pending.Parts.Count - 1;
    }

    private static int[] NoParts(int shards)
    {
        var parts = new int[shards];
        Array.Fill(parts, -1);
        return parts;
    }
}
