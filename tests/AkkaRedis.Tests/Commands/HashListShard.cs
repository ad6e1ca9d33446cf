using AkkaRedis.Node.Commands;
using System.Text;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Tests.Commands;

/// <summary>A shard that records the events of its commands, hands out pending jobs and counts allocated bytes.</summary>
internal sealed class HashListShard : IChangeListener
{
    private const long NowMs = 1_700_000_000_000;

    private static readonly CommandTable Table = NodeCommandTable.Build();

    private readonly CommandLog _log = new();
    private readonly CommandExecutor _executor;
    private readonly KeyspaceStore _keyspace = new(1);

    public HashListShard(ShardSettings? settings = null)
    {
        _executor = new CommandExecutor(_keyspace, settings ?? new ShardSettings(), new Random(1), _log);
        _executor.WriteContext.Listener = this;
    }

    public List<string> Events { get; } = [];

    public RespWriter Reply { get; } = new();

    /// <summary>How the last command is logged and what it announced: "nothing", or "came:" or "own:" with the events.</summary>
    public string Trace =>
        _executor.WriteContext.Dirty == 0 ? "nothing"
        : (_executor.WriteContext.HasOwnEffects ? "own: " : "came: ") + string.Join(' ', Events);

    public static Args ArgsOf(string line) => Args.Of(line.Split(' ').Select(Encoding.Latin1.GetBytes).ToArray());

    /// <summary>Starts a command; null when it is done, else what it left to do.</summary>
    public ISlicedJob? Start(in Args args)
    {
        Events.Clear();
        Reply.Length = 0;
        var job = _executor.Execute(RowOf(args), args, Reply, db: 0, NowMs, connectionId: 1);
        _log.CommitUnit();
        return job;
    }

    public bool Step(ISlicedJob job, in Args args, int units) => _executor.Step(job, args, Reply, 0, NowMs, 1, units);

    public void Run(string line) => Assert.Null(Start(ArgsOf(line)));

    /// <summary>
    /// Bytes that the commands, run in turn so many times, allocate in steady state: the least of several measurements, as the
    /// runtime itself allocates a little, once, when it compiles a hot method anew.
    /// </summary>
    public long AllocatedBy(int rounds, params Args[] commands)
    {
        const int measurements = 4;
        var least = long.MaxValue;
        for (var i = 0; i < measurements; i++)
        {
            var start = GC.GetAllocatedBytesForCurrentThread();
            Repeat(rounds, commands);
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - start);
        }

        return least;
    }

    public void KeyChanged(int db, ReadOnlySpan<byte> key, KeyEvent @event) => ((IChangeListener)this).KeyEvent(db, key, @event);

    void IChangeListener.KeyEvent(int db, ReadOnlySpan<byte> key, KeyEvent @event) =>
        Events.Add($"{@event.Class}:{@event.Name}@{Encoding.Latin1.GetString(key)}");

    public void DatabaseChanged(int db) => Events.Add("all");

    private static ShardCommand RowOf(in Args args)
    {
        var row = Table.Find(args[0])!;
        return (ShardCommand)(row.Subcommands.Count > 0 ? CommandTable.FindSubcommand(row, args[1])! : row);
    }

    private void Repeat(int rounds, Args[] commands)
    {
        _executor.WriteContext.Listener = null;
        for (var i = 0; i < rounds; i++)
        {
            foreach (var command in commands)
                Assert.Null(Start(command));
        }
    }
}
