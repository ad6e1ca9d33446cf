using System.Text;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Commands;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;

namespace AkkaRedis.Node.Routing;

/// <summary>The subcommands of DEBUG that need shards: begins each with its first batch and the step that goes on from there.</summary>
internal sealed class DebugRouter(Session session, NodeServices node, SlotMap slots, IReplySink sink)
{
    /// <summary>Null when the connection itself has the answer, were it an error.</summary>
    public (IStep Step, ShardBatch Batch)? Begin(CommandBatch source, CommandRef place)
    {
        var args = source.ArgsAt(place.First, place.Count);
        if (args.Count < 2 || DebugCommands.RefusalFor(node.Options.EnableDebugCommand, session.RemoteAddress) is not null)
            return null;
        switch (Encoding.Latin1.GetString(args[1]).ToUpperInvariant())
        {
            case "OBJECT" when args.Count == 3:
                return (WaitStep.Instance, BatchFor(slots.ShardOfKey(args[2]), DebugRows.Object, source, place));
            case "DIGEST-VALUE" when args.Count > 2 && ShardOfAll(args) is { } shard:
                return (WaitStep.Instance, BatchFor(shard, DebugRows.DigestValue, source, place));
            case "DIGEST" when args.Count == 2:
                return (new DigestStep(slots.ShardCount), BatchFor(0, DebugRows.Digest, source, place));
            case "RELOAD":
                return (new EachShardStep(slots.ShardCount), BatchFor(0, DebugRows.Reload, source, place));
            case "SLEEP" when args.Count == 3:
                return (new SleepStep(session, node, args), BatchFor(0, DebugRows.Sleep, source, place));
            case "POPULATE" when args.Count is >= 3 and <= 5 && PopulateStep.TryParse(args, out var keys):
                var step = new PopulateStep(keys, slots, session, node, sink);
                return step.NextBatch() is { } first ? (step, first) : null;
            default:
                return null;
        }
    }

    private int? ShardOfAll(in Args args)
    {
        var shard = slots.ShardOfKey(args[2]);
        for (var i = 3; i < args.Count; i++)
        {
            if (slots.ShardOfKey(args[i]) != shard)
                return null;
        }

        return shard;
    }

    private ShardBatch BatchFor(int shard, CommandRow row, CommandBatch source, CommandRef place)
    {
        var batch = ShardBatch.Take(shard, session.Id, source, sink);
        batch.Add(new ShardItem
        {
            Row = row, FirstArg = place.First, ArgCount = place.Count, Db = (short)session.Db, Protocol = (byte)session.Protocol,
        });
        return batch;
    }
}
