using System.Text;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Shard.Execution;

/// <summary>
/// Writers when what they write cannot be stored at once: they wait while too much waits to be stored, and are refused, as by
/// redis-server, while nothing can be. A script counts as a writer as long as they wait; later it is its writes that are refused.
/// </summary>
internal sealed partial class BatchRunner
{
    private byte[] _refusal = [];

    public WriteGate Gate { get; private set; }

    /// <summary>Sets whether commands may write, and, where they may not, why.</summary>
    public void SetGate(WriteGate gate, string? failure)
    {
        Gate = gate;
        _refusal = gate == WriteGate.Refused ? Encoding.UTF8.GetBytes($"MISCONF Errors writing to the AOF file: {OneLine(failure!)}") : [];
        executor.WriteRefusal = gate == WriteGate.Refused ? _refusal : null;
    }

    private bool RefusesWrite(ShardBatch batch, ref ShardItem item)
    {
        if (!Writes(batch, item))
            return false;
        Refuse(batch, ref item, _refusal);
        return true;
    }

    private bool Writes(ShardBatch batch, in ShardItem item)
    {
        if (item.Kind == ShardItemKind.Command)
            return Writes(item.Row!);
        for (var i = batch.Next + 1; i <= batch.Next + item.ArgCount; i++)
        {
            if (Writes(batch[i].Row!))
                return true;
        }

        return false;
    }

    private bool Writes(CommandRow row) =>
        row.IsWrite || (Gate == WriteGate.Full && (row.Flags & CommandFlags.RunsScript) != 0);

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
