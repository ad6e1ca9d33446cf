using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Protocol.Slots;

namespace AkkaRedis.Shard.Scripting;

/// <summary>What scripts of a shard need of what is around it.</summary>
public sealed record ScriptEnvironment
{
    public required CommandTable Commands { get; init; }

    public required TimeProvider Time { get; init; }

    public ScriptStore Store { get; init; } = new();

    /// <summary>Slots of the shard, from this one on.</summary>
    public int FirstSlot { get; init; }

    /// <summary>The first slot behind them.</summary>
    public int EndSlot { get; init; } = Slot.Count;

    /// <summary>Runs commands that need no shard; null = scripts have none of those.</summary>
    public INodeCommandRunner? NodeCommands { get; init; }

    /// <summary>Takes what scripts log, with levels from 0 (debug) to 3 (warning).</summary>
    public Action<int, string>? Log { get; init; }

    /// <summary>Called by a script that runs for long, on its thread, so that others can have another one; null = no need.</summary>
    public Action? StepAside { get; init; }

    internal bool HasAllSlots => FirstSlot == 0 && EndSlot == Slot.Count;

    internal bool Has(ReadOnlySpan<byte> key)
    {
        if (HasAllSlots)
            return true;
        var slot = Slot.Of(key);
        return slot >= FirstSlot && slot < EndSlot;
    }
}

/// <summary>
/// Runs commands of the node, which need no shard (PUBLISH, TIME), for scripts and transactions. Called on the shard's thread.
/// </summary>
public interface INodeCommandRunner
{
    /// <summary>Writes the reply of the command; false, with none, when the row is not of a command that runs like this.</summary>
    bool TryRun(CommandRow row, in Args args, RespWriter reply, int db);

    /// <summary>Shows any command that a script is about to call to those who see all (MONITOR).</summary>
    void Show(CommandRow row, in Args args, int db);
}
