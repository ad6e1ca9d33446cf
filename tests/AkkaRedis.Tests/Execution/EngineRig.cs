using System.Text;
using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Buffers;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Tests.Log;

namespace AkkaRedis.Tests.Execution;

/// <summary>
/// One shard's engine with a hand-moved clock, batches made from lines of text, and commands of its own: SLOW key turns (reads
/// the key in so many slices, locking it), BREAK (throws midway), BIG bytes (a reply of that length).
/// </summary>
internal sealed class EngineRig : IReplySink, IDisposable
{
    private static readonly CommandTable Table = NodeCommandTable.Build();

    private static readonly CommandTable OwnTable = new(
    [
        ShardCommand.Read("slow", 3, CommandFlags.None, KeySpec.One, c => c.Suspend(new SlowJob(c)), "", "", ""),
        ShardCommand.Read("big", 2, CommandFlags.None, KeySpec.None, c => c.Reply.Bulk(new byte[Number(c.Args[1])]), "", "", ""),
        ShardCommand.Write("setbig", 3, CommandFlags.None, KeySpec.One, SetBig, "", "", ""),
        ShardCommand.Write("break", 1, CommandFlags.None, KeySpec.None, Break, "", "", ""),
    ]);

    public EngineRig(int replyLimitBytes = 1 << 20) => Engine = new ShardEngine(Start(replyLimitBytes));

    public HandClock Time { get; } = new();

    public ShardSettings Settings { get; } = new() { SliceElements = 8 };

    public ShardEngine Engine { get; }

    /// <summary>Who gets batches back; the rig itself when there is nobody else.</summary>
    public IReplySink? Sink { get; init; }

    /// <summary>Batches that came back, in order.</summary>
    public List<ShardBatch> Back { get; } = [];

    public ShardStart Start(int replyLimitBytes = 1 << 20) => new()
    {
        Shard = 0,
        Settings = Settings,
        Commands = Table,
        Time = Time,
        Seed = 1,
        ReplyLimitBytes = replyLimitBytes,
    };

    /// <summary>A batch of commands given as words, one string each; "#2 GET a" is for database 2.</summary>
    public ShardBatch Batch(long connection, params string[] lines)
    {
        var batch = Empty(connection, lines, out var source);
        for (var i = 0; i < lines.Length; i++)
            batch.Add(Item(source, i, lines[i]));
        source.Release();
        return batch;
    }

    /// <summary>A batch of one transaction.</summary>
    public ShardBatch Transaction(long connection, bool watching, params string[] lines)
    {
        var batch = Empty(connection, lines, out var source);
        batch.Add(new ShardItem { Kind = ShardItemKind.Transaction, ArgCount = lines.Length, Watching = watching, Protocol = 2 });
        for (var i = 0; i < lines.Length; i++)
            batch.Add(Item(source, i, lines[i]));
        source.Release();
        return batch;
    }

    /// <summary>Hands a batch to the engine; it is in <see cref="Back"/> if the engine gave it back.</summary>
    public ShardBatch Tell(ShardBatch batch)
    {
        if (Engine.Run(batch))
            Back.Add(batch);
        return batch;
    }

    /// <summary>One turn of unfinished work.</summary>
    public void Turn()
    {
        if (Engine.RunStalledTurn() is { } batch)
            Back.Add(batch);
    }

    public void Turns(int turns)
    {
        for (; turns > 0; turns--)
            Turn();
    }

    public void Finish()
    {
        while (Engine.HasWorkLeft)
            Turn();
    }

    /// <summary>Runs the commands to their end and gives their replies.</summary>
    public string Run(long connection, params string[] lines) => RunToEnd(Batch(connection, lines));

    public string RunToEnd(ShardBatch batch)
    {
        Tell(batch);
        Finish();
        Assert.Contains(batch, Back);
        var replies = Replies(batch);
        Take(batch);
        return replies;
    }

    /// <summary>Replies of the items executed so far, separated by spaces.</summary>
    public static string Replies(ShardBatch batch) => string.Join(
        ' ', Enumerable.Range(batch.ReplyBase, batch.Next - batch.ReplyBase).Select(i => Flat(batch.ReplyOf(i))));

    /// <summary>Takes a batch that is back for good.</summary>
    public void Take(ShardBatch batch)
    {
        Assert.True(Back.Remove(batch));
        batch.Release();
    }

    /// <summary>What was logged since an offset, one command per line, units separated by the given text.</summary>
    public string LogText(long from, string separator = "\n--\n") =>
        string.Join(separator, LoggedUnits.Read(LoggedUnits.BytesOf(Engine.Log, from)).Select(LoggedUnits.Text));

    public static int RowId(string name) => Table.Find(Encoding.ASCII.GetBytes(name))!.Id;

    public void Completed(ShardBatch batch) => Back.Add(batch);

    public void Dispose()
    {
        foreach (var (batch, _) in Engine.TakeStalled())
            batch.Release();
        Back.ForEach(b => b.Release());
        Engine.Dispose();
    }

    private ShardBatch Empty(long connection, string[] lines, out CommandBatch source)
    {
        var text = Encoding.Latin1.GetBytes(string.Join(' ', lines));
        source = CommandBatch.Take(BufferPool.Rent(text.Length + 1));
        text.CopyTo(source.Buffer, 0);
        var at = 0;
        foreach (var line in lines)
        {
            var first = source.ArgCount;
            foreach (var word in line.Split(' '))
            {
                if (word[0] != '#')
                    source.AddArg(at, word.Length);
                at += word.Length + 1;
            }

            source.EndCommand(first);
        }

        return ShardBatch.Take(0, connection, source, Sink ?? this);
    }

    private static ShardItem Item(CommandBatch source, int command, string line)
    {
        var place = source.RefOf(command);
        var args = source[command];
        return new ShardItem
        {
            Row = RowOf(args) ?? throw new ArgumentException(line),
            FirstArg = place.First,
            ArgCount = place.Count,
            Db = (short)(line[0] == '#' ? line[1] - '0' : 0),
            Protocol = 2,
        };
    }

    private static string Flat(ReadOnlySpan<byte> reply) =>
        Encoding.Latin1.GetString(reply).TrimEnd().Replace("\r\n", ",", StringComparison.Ordinal);

    private static int Number(ReadOnlySpan<byte> text) =>
        int.Parse(Encoding.ASCII.GetString(text), System.Globalization.CultureInfo.InvariantCulture);

    private static void SetBig(WriteContext c)
    {
        c.Db.SetString(c.Args[1], "big"u8, -1);
        var mark = c.Reply.OpenAggregate();
        for (var n = Number(c.Args[2]); n > 0; n--)
            c.Reply.Bulk("element"u8);
        c.Reply.CloseAggregate(mark, '*', Number(c.Args[2]));
        c.Modified(c.Args[1], KeyEvent.Set);
        c.Effect("SET"u8, c.Args[1], "big"u8);
    }

    private static void Break(WriteContext c)
    {
        c.Reply.Array(2);
        c.Reply.Ok();
        throw new InvalidOperationException("broken on purpose");
    }

    private sealed class SlowJob(ReadContext c) : ISlicedJob
    {
        private readonly byte[] _key = c.Args[1].ToArray();
        private int _turns = Number(c.Args[2]);

        public ReadOnlyMemory<byte> LockedKey => _key;

        public bool Step(ReadContext c, int units)
        {
            if (--_turns > 0)
                return false;
            c.Reply.Bulk(c.Args[1]);
            return true;
        }
    }

    private static CommandRow? RowOf(in Args args)
    {
        var row = Table.Find(args[0]) ?? OwnTable.Find(args[0]);
        return row?.Subcommands.Count > 0 && args.Count > 1 ? CommandTable.FindSubcommand(row, args[1]) : row;
    }
}
