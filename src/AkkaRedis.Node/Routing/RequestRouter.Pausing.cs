using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// CLIENT PAUSE holds a command back before anything of it is done: the batch stays as it is, and routing goes on with that
/// command when the pause may be over.
/// </summary>
internal sealed partial class RequestRouter
{
    private const CommandFlags Changing = CommandFlags.Write | CommandFlags.MayReplicate;

    /// <summary>Is the command to wait? A transaction waits at its EXEC for what it has queued.</summary>
    private bool MustWait(CommandRow row) => node.Pause.ModeAt(node.NowMs) switch
    {
        Clients.PauseMode.All => true,
        Clients.PauseMode.Writes => (row.Flags & Changing) != 0
            || (row is TransactionRow { Verb: TransactionVerb.Exec } && _transaction.Queue is { IsSpoiled: false } queue
                && queue.Rows.Exists(queued => (queued.Flags & Changing) != 0)),
        _ => false,
    };

    private void AwaitEndOfPause(PendingBatch pending)
    {
        Hold(pending);
        session.IsPaused = true;
    }

    /// <summary>CLIENT CACHING holds for one command or transaction; CLIENT itself does not count.</summary>
    private void EndCaching()
    {
        if (_transaction.Queue is null && !session.LastCommand.StartsWith("client|", StringComparison.Ordinal))
            session.IsCachingGiven = false;
    }
}
