using AkkaRedis.Node.Persistence;
using AkkaRedis.Shard.Journal;
using BenchmarkDotNet.Attributes;

namespace AkkaRedis.Benchmarks.Parts;

/// <summary>
/// Group commit: a number of shards, each of which has one event of commands of 100 bytes in flight and makes the next one of
/// what came meanwhile. Times are per command; MB/s are 100 / ns x 1000. How much a group gathers follows from how long the
/// disk takes, as in a server; the disk is that of the temporary directory.
/// </summary>
[MemoryDiagnoser]
public class JournalBenchmarks
{
    private const int CommandBytes = 100;
    private const int Commands = 200_000;

    /// <summary>Commands that wait for an acknowledgement at most, of all shards.</summary>
    private const int Outstanding = 16_384;

    private readonly byte[] _commands = new byte[Outstanding * CommandBytes];
    private readonly ManualResetEventSlim _done = new(false);
    private string _directory = "";
    private SegmentStore _store = null!;
    private Producer[] _producers = [];
    private int _running;

    [Params(SyncPolicy.No, SyncPolicy.EverySecond, SyncPolicy.Always)]
    public SyncPolicy Policy { get; set; }

    [Params(1, 16)]
    public int Shards { get; set; }

    [GlobalSetup]
    public void Prepare()
    {
        _directory = Directory.CreateTempSubdirectory("akkaredis-journal-").FullName;
        _store = SegmentStore.Open(new SegmentStoreSettings { Directory = _directory, Policy = Policy }, TimeProvider.System);
        _producers = [.. Enumerable.Range(0, Shards).Select(shard => new Producer(this, shard))];
    }

    [GlobalCleanup]
    public void Drop()
    {
        _store.Dispose();
        Directory.Delete(_directory, recursive: true);
        _done.Dispose();
    }

    [Benchmark(OperationsPerInvoke = Commands)]
    public long Commit()
    {
        _done.Reset();
        _running = Shards;
        foreach (var producer in _producers)
            producer.Begin(Commands / Shards);
        _done.Wait();
        foreach (var producer in _producers)
            producer.Prune();
        return _store.Status.Groups;
    }

    /// <summary>A shard: commands come as fast as they are acknowledged, and go out as one event at a time.</summary>
    private sealed class Producer(JournalBenchmarks owner, int shard)
    {
        private readonly string _stream = $"shard-{shard}";
        private long _sequence;
        private int _left;

        public void Begin(int commands)
        {
            _left = commands;
            Next(null);
        }

        public void Prune() => owner._store.Post(_stream, new PruneRequest(_sequence, Check));

        private void Next(JournalFailure? failure)
        {
            Check(failure);
            if (_left == 0)
            {
                if (Interlocked.Decrement(ref owner._running) == 0)
                    owner._done.Set();
                return;
            }

            var commands = Math.Min(_left, Outstanding / owner.Shards);
            _left -= commands;
            var header = new FrameHeader { Kind = FrameKind.Group, Shard = shard, Sequence = ++_sequence };
            owner._store.Post(_stream, new AppendRequest(
                [new PendingFrame(header, owner._commands.AsMemory(0, commands * CommandBytes))], Next));
        }

        private static void Check(JournalFailure? failure)
        {
            if (failure is not null)
                throw new InvalidOperationException(failure.Message);
        }
    }
}
