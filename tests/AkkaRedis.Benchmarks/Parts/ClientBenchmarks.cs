using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Hosting;
using AkkaRedis.Node.Routing;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Protocol.Resp;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using BenchmarkDotNet.Attributes;

namespace AkkaRedis.Benchmarks.Parts;

/// <summary>
/// A pipeline's bytes to reply bytes on one thread: reader, router, engines and the order of replies, without sockets and
/// actors. What a request costs here no change of the edge can save. Times are for the whole pipeline.
/// </summary>
[MemoryDiagnoser]
public class ClientBenchmarks : IReplySink, IShardGateway
{
    private readonly RespReader _reader = new();
    private readonly Queue<ShardBatch> _back = new();
    private readonly ReplyChunk _chunk = new();
    private ShardEngine[] _engines = [];
    private SlotMap _slots = null!;
    private ClientCore _core = null!;
    private byte[] _get = [];
    private byte[] _set = [];

    [Params(1, 16)]
    public int Pipeline { get; set; }

    [Params(1, 8)]
    public int Shards { get; set; }

    SlotMap IShardGateway.Slots => _slots;

    [GlobalSetup]
    public void Prepare()
    {
        (_get, _set) = (Requests.Get(Pipeline), Requests.Set(Pipeline));
        _slots = new SlotMap(Shards);
        _engines = [.. Enumerable.Range(0, Shards).Select(s => new ShardEngine(BenchmarkShard.Start with { Shard = s }))];
        var session = new Session(1, null, null, 0) { IsAuthenticated = true };
        _core = new ClientCore(session, Services(), this, this, new Random(1));
        Set();
    }

    [GlobalCleanup]
    public void Drop()
    {
        _core.Dispose();
        _reader.Dispose();
        foreach (var engine in _engines)
            engine.Dispose();
    }

    [Benchmark]
    public int Get() => Ask(_get);

    [Benchmark]
    public int Set() => Ask(_set);

    void IReplySink.Completed(ShardBatch batch) => _back.Enqueue(batch);

    void IShardGateway.TellEndOfWait(int shard, EndWait end) => throw new NotSupportedException("no command waits here");

    int IShardGateway.KeysIn(int shard, int db) => _engines[shard].Status.KeysIn(db);

    bool IShardGateway.TryTell(ShardBatch batch, long onlyEpoch)
    {
        batch.Outcome = ShardBatchOutcome.Done;
        var engine = _engines[batch.Shard];
        for (var isDone = engine.Run(batch); !isDone;)
            isDone = engine.RunStalledTurn() is not null;
        _back.Enqueue(batch);
        return true;
    }

    private static NodeServices Services() => new()
    {
        Commands = BenchmarkShard.Commands,
        Options = new NodeOptions(),
        ClientSettings = new ClientSettings(),
        ShardSettings = new ShardSettings(),
        Time = TimeProvider.System,
        CommandStatistics = new CommandStatistics(BenchmarkShard.Commands.All.Count),
        Shards = () => [],
        RunId = new string('a', 40),
        StartedAtMs = 0,
    };

    private int Ask(byte[] requests)
    {
        var replied = 0;
        for (var at = 0; at < requests.Length;)
        {
            var space = _reader.Space.Span;
            var received = Math.Min(space.Length, requests.Length - at);
            requests.AsSpan(at, received).CopyTo(space);
            _reader.Advance(received);
            at += received;
            if (_reader.TakeBatch() is { } batch)
                _core.Accept(batch);
            replied += TakeReplies();
        }

        return replied;
    }

    private int TakeReplies()
    {
        var bytes = 0;
        while (_back.TryDequeue(out var batch))
            _core.Returned(batch);
        while (_core.TryTakeOutput(_chunk))
        {
            bytes += _chunk.Length;
            _chunk.Release();
        }

        return bytes;
    }
}
