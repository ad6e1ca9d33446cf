using System.Text;
using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Buffers;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Tests.Execution;

/// <summary>
/// One engine that does a slice per turn, for commands that others come between. A batch is one command, or, with several, one
/// transaction; "#1 GET a" is for database 1. Batches that come back do so into <see cref="Done"/>, in the order of their ends.
/// </summary>
internal sealed class TurnRig : IReplySink, IDisposable
{
    private static readonly CommandTable Table = NodeCommandTable.Build();

    public TurnRig(int sliceElements)
    {
        Time = new HandClock { TicksPerLook = 2000 };
        Engine = new ShardEngine(new ShardStart
        {
            Shard = 0,
            Settings = new ShardSettings { SliceElements = sliceElements, ListMaxListpackSize = 4, HashMaxListpackEntries = 4 },
            Commands = Table,
            Time = Time,
            Seed = 1,
            LogKeptBytes = 1 << 24,
        });
    }

    public HandClock Time { get; }

    public ShardEngine Engine { get; }

    public List<(long Connection, string Reply)> Done { get; } = [];

    /// <summary>Hands in a batch for its first turn.</summary>
    public void Start(long connection, params string[] lines)
    {
        var batch = Batch(connection, lines);
        if (Engine.Run(batch))
            TakeBack(batch);
    }

    /// <summary>One turn of unfinished work.</summary>
    public void Turn()
    {
        if (Engine.RunStalledTurn() is { } batch)
            TakeBack(batch);
    }

    public void Finish()
    {
        while (Engine.HasWorkLeft)
            Turn();
    }

    /// <summary>Runs one batch alone to its end and gives its reply.</summary>
    public string Run(params string[] lines)
    {
        Start(99, lines);
        Finish();
        var reply = Done[^1].Reply;
        Done.RemoveAt(Done.Count - 1);
        return reply;
    }

    public byte[] LogBytes()
    {
        var bytes = new byte[Engine.Log.EndOffset];
        Assert.Equal(bytes.Length, Engine.Log.Read(0, bytes));
        return bytes;
    }

    /// <summary>The commands of the units logged since an offset.</summary>
    public string LogText(long from)
    {
        var log = LogBytes().AsSpan((int)from);
        List<(int Db, Args Args)> commands = [];
        for (; !log.IsEmpty; commands.Add((-1, Args.Of([]))))
        {
            Assert.Equal(LogUnitResult.Unit, LogUnitReader.Read(log, commands, out var unitBytes));
            log = log[unitBytes..];
        }

        return string.Join(' ', commands.Select(c => c.Db < 0 ? "|" : Text(c.Args)));
    }

    public void Completed(ShardBatch batch) => throw new NotSupportedException();

    public void Dispose()
    {
        foreach (var (batch, _) in Engine.TakeStalled())
            batch.Release();
        Engine.Dispose();
    }

    private static string Text(Args args) =>
        string.Join(' ', Enumerable.Range(0, args.Count).Select(i => Encoding.Latin1.GetString(args[i])));

    private void TakeBack(ShardBatch batch)
    {
        Done.Add((batch.ConnectionId, Encoding.Latin1.GetString(batch.Reply.WrittenSpan).Replace("\r\n", ",", StringComparison.Ordinal)));
        batch.Release();
    }

    private ShardBatch Batch(long connection, string[] lines)
    {
        var text = Encoding.Latin1.GetBytes(string.Join(' ', lines));
        var source = CommandBatch.Take(BufferPool.Rent(text.Length + 1));
        text.CopyTo(source.Buffer, 0);
        var batch = ShardBatch.Take(0, connection, source, this);
        if (lines.Length > 1)
            batch.Add(new ShardItem { Kind = ShardItemKind.Transaction, ArgCount = lines.Length, Protocol = 2 });
        var at = 0;
        foreach (var line in lines)
        {
            AddItem(batch, source, line, at);
            at += line.Length + 1;
        }

        source.Release();
        return batch;
    }

    private static void AddItem(ShardBatch batch, CommandBatch source, string line, int at)
    {
        var first = source.ArgCount;
        foreach (var word in line.Split(' '))
        {
            if (word[0] != '#')
                source.AddArg(at, word.Length);
            at += word.Length + 1;
        }

        source.EndCommand(first);
        var db = line[0] == '#' ? line[1] - '0' : 0;
        var args = source.ArgsAt(first, source.ArgCount - first);
        batch.Add(new ShardItem { Row = Table.Find(args[0]), FirstArg = first, ArgCount = args.Count, Db = (short)db, Protocol = 2 });
    }
}
