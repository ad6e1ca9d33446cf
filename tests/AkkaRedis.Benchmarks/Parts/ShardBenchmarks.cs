using Akka.Actor;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Execution;
using BenchmarkDotNet.Attributes;

namespace AkkaRedis.Benchmarks.Parts;

/// <summary>
/// A batch of a pipeline's requests to a shard and back: through the engine alone, and told to its actor, with the change of
/// thread there and back that a default dispatcher makes. Times are for the whole batch.
/// </summary>
[MemoryDiagnoser]
public class ShardBenchmarks : IReplySink, IShardHost
{
    private readonly AutoResetEvent _back = new(false);
    private readonly TaskCompletionSource<(ShardInbox Inbox, long Epoch)> _serving =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ShardEngine _engine = new(BenchmarkShard.Start);
    private ActorSystem _system = null!;
    private ShardInbox _inbox = null!;
    private ShardBatch _get = null!;
    private ShardBatch _set = null!;

    [Params(1, 16)]
    public int Pipeline { get; set; }

    [GlobalSetup]
    public async Task Prepare()
    {
        _get = BenchmarkShard.Batch(Requests.Get(Pipeline), this);
        _set = BenchmarkShard.Batch(Requests.Set(Pipeline), this);
        _system = ActorSystem.Create("benchmark", "akka.loglevel = WARNING");
        _system.ActorOf(ShardActor.Props(BenchmarkShard.Start, this));
        (_inbox, _get.Epoch) = await _serving.Task;
        _set.Epoch = _get.Epoch;
        EngineSet();
        ActorSet();
    }

    [GlobalCleanup]
    public async Task Drop()
    {
        await _system.Terminate();
        _engine.Dispose();
        _get.Release();
        _set.Release();
        _back.Dispose();
    }

    [Benchmark]
    public int EngineGet() => Run(_get);

    [Benchmark]
    public int EngineSet() => Run(_set);

    [Benchmark]
    public int ActorGet() => Tell(_get);

    [Benchmark]
    public int ActorSet() => Tell(_set);

    void IReplySink.Completed(ShardBatch batch) => _back.Set();

    long IShardHost.BeginEpoch(int shard) => 1;

    void IShardHost.Recovering(int shard, long epoch, RecoveryProgress progress)
    {
    }

    void IShardHost.Damaged(int shard, string damage) => throw new InvalidOperationException(damage);

    void IShardHost.Serving(int shard, long epoch, IActorRef primary, ShardInbox inbox, ShardStatus status) =>
        _serving.TrySetResult((inbox, epoch));

    void IShardHost.NotServing(int shard, long epoch)
    {
    }

    private int Run(ShardBatch batch)
    {
        BenchmarkShard.Rewind(batch);
        var isDone = _engine.Run(batch);
        while (!isDone)
            isDone = _engine.RunStalledTurn() is not null;
        return batch.Reply.Length;
    }

    private int Tell(ShardBatch batch)
    {
        BenchmarkShard.Rewind(batch);
        _inbox.Post(batch);
        _back.WaitOne();
        return batch.Outcome == ShardBatchOutcome.Done
            ? batch.Reply.Length
            : throw new InvalidOperationException($"the shard gave the batch back as {batch.Outcome}");
    }
}
