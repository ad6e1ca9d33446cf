using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Routing;

/// <summary>
/// What must not overtake. Commands for different shards, and those that run here, could do so: a lane keeps the order of one
/// shard alone. Nobody can tell for most commands on keys, as they share nothing. The others wait until nothing of the
/// connection is under way, and those behind them with them:
///
/// - what sees or changes more than keys (<see cref="CommandFlags.Ordered"/>): INFO must count the keys of a SET before it, and
///   who gets a message of PUBLISH must find what was written before;
/// - EVALSHA on one shard behind EVAL on another, which may bring the script, and the other way round;
/// - everything behind a change of what scripts are known, which all shards share.
///
/// To commands on keys that costs one look at the row's flags.
/// </summary>
internal sealed partial class RequestRouter
{
    private const CommandFlags MayMind = CommandFlags.Ordered | CommandFlags.RunsScript;

    /// <summary>An EVAL is under way, which may make a script known.</summary>
    private bool _bringsScript;

    /// <summary>An EVALSHA is under way, which needs one that is known.</summary>
    private bool _asksForScript;

    /// <summary>A command about all scripts is under way.</summary>
    private bool _changesScripts;

    /// <summary>The next command waits until nothing is under way.</summary>
    public bool AwaitsShards { get; private set; }

    /// <summary>It waits no longer.</summary>
    public bool MayGoOn => AwaitsShards && lanes.UnderWay == 0;

    private bool IsHeld => session.IsPaused || AwaitsShards;

    private bool MayOvertake(CommandRow row) => ((row.Flags & MayMind) != 0 || _changesScripts) && Minds(row);

    /// <summary>What ends or tells of a script that takes too long cannot wait for it.</summary>
    private bool Minds(CommandRow row)
    {
        if ((row.Flags & CommandFlags.AllowBusy) != 0 && node.Scripts.BusyShards > 0)
            return false;
        return (row.Flags & CommandFlags.Ordered) != 0 || _changesScripts || (_bringsScript && AsksForScript(row))
            || (_asksForScript && BringsScript(row));
    }

    private bool IsUnderWay(PendingBatch pending)
    {
        if (lanes.UnderWay > 0 || pending.PartsTold < pending.Parts.Count)
            return true;
        _bringsScript = _asksForScript = _changesScripts = false;
        return false;
    }

    private void AwaitShards(PendingBatch pending)
    {
        Hold(pending);
        AwaitsShards = true;
    }

    private void Hold(PendingBatch pending)
    {
        pending.NextCommand--;
        session.CommandsProcessed--;
    }

    private void NoteScript(CommandRow row)
    {
        if (slots.ShardCount == 1 || (row.Flags & MayMind) == 0)
            return;
        _changesScripts |= (row.Flags & CommandFlags.Ordered) != 0;
        _bringsScript |= BringsScript(row);
        _asksForScript |= AsksForScript(row);
    }

    private static bool BringsScript(CommandRow row) => row.Name is "eval" or "eval_ro";

    private static bool AsksForScript(CommandRow row) => row.Name is "evalsha" or "evalsha_ro";
}
