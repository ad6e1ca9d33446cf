using System.Text;
using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Buffers;
using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Simulation.Shard;

/// <summary>A command of words in Latin-1, for a database.</summary>
internal readonly record struct ShardRequest(int Db, string[] Words);

/// <summary>Batches as a connection makes them: one command, or a transaction of several.</summary>
internal static class ShardRequests
{
    public static readonly CommandTable Table = NodeCommandTable.Build();

    public static ShardBatch Batch(long connection, IReplySink replyTo, params IReadOnlyList<ShardRequest> requests)
    {
        var words = requests.SelectMany(r => r.Words).Select(Encoding.Latin1.GetBytes).ToList();
        var source = CommandBatch.Take(BufferPool.Rent(words.Sum(w => w.Length) + 1));
        var batch = ShardBatch.Take(0, connection, source, replyTo);
        if (requests.Count > 1)
            batch.Add(new ShardItem { Kind = ShardItemKind.Transaction, ArgCount = requests.Count, Protocol = 2 });
        var at = 0;
        var next = 0;
        foreach (var request in requests)
        {
            var first = source.ArgCount;
            foreach (var word in words[next..(next += request.Words.Length)])
            {
                word.CopyTo(source.Buffer, at);
                source.AddArg(at, word.Length);
                at += word.Length;
            }

            source.EndCommand(first);
            batch.Add(Item(source, first, request.Db));
        }

        source.Release();
        return batch;
    }

    private static ShardItem Item(CommandBatch source, int first, int db)
    {
        var args = source.ArgsAt(first, source.ArgCount - first);
        var row = Table.Find(args[0]);
        if (row is { Subcommands.Count: > 0 })
            row = CommandTable.FindSubcommand(row, args[1]);
        return new ShardItem { Row = row, FirstArg = first, ArgCount = args.Count, Db = (short)db, Protocol = 2 };
    }
}
