using Akka.Actor;
using Akka.Configuration;
using Akka.TestKit.Xunit2;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Tests.Execution;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Actors;

/// <summary>
/// A primary with a journal: what it acknowledged is there in the next reign, however the one before ended; a journal that fails
/// makes it refuse writes and nothing else, until it works again.
/// </summary>
public sealed class StoredShardTests : TestKit
{
    private readonly FaultyJournal.Switch _faults;
    private readonly EngineRig _rig;

    public StoredShardTests()
        : this(new FaultyJournal.Switch())
    {
    }

    private StoredShardTests(FaultyJournal.Switch faults)
        : base(ConfigOf(faults))
    {
        _faults = faults;
        _rig = new EngineRig { Sink = new Sink(TestActor) };
    }

    [Fact]
    public void The_next_reign_has_what_was_acknowledged_and_a_higher_offset()
    {
        var first = Begin();
        Assert.Equal("+OK :1 :2", Ask(first, "SET a 1", "INCR n", "INCR n"));
        var offset = first.Status.LogOffset;
        Watch(first.Primary);
        Sys.Stop(first.Primary);
        ExpectMsg<string>("not serving");
        ExpectTerminated(first.Primary);
        var second = Begin();
        Assert.Equal(offset, second.Status.LogOffset);
        Assert.Equal("$1,1 :3", Ask(second, "GET a", "INCR n"));
        Assert.True(second.Epoch > first.Epoch);
    }

    [Fact]
    public void A_primary_that_breaks_is_rebuilt_from_its_log()
    {
        var first = Begin();
        Assert.Equal("+OK", Ask(first, "SET a 1"));
        var broken = Post(first, "SET a 2");
        var breaking = Post(first, "BREAK");
        var back = Enumerable.Range(0, 4).Select(_ => ExpectMsg<object>()).ToList();
        Assert.Contains("not serving", back);
        Assert.Contains(breaking, back);
        Assert.Contains(broken, back);
        var second = Assert.Single(back.OfType<Reign>());
        var value = Ask(second, "GET a");
        Assert.Equal(broken.Outcome == ShardBatchOutcome.Done ? "$1,2" : value, value);
        Assert.True(second.Epoch > first.Epoch);
    }

    [Fact]
    public void A_stop_in_good_order_stores_everything_first()
    {
        var first = Begin();
        Watch(first.Primary);
        var batch = Post(first, "SET a 1");
        first.Primary.Tell(StopShard.Instance);
        var back = Enumerable.Range(0, 2).Select(_ => ExpectMsg<object>()).ToList();
        while (back[^1] is not Terminated)
            back.Add(ExpectMsg<object>());
        Assert.Contains(batch, back);
        var value = Ask(Begin(), "GET a");
        Assert.Equal(batch.Outcome == ShardBatchOutcome.Done ? "$1,1" : value, value);
    }

    [Fact]
    public void While_the_journal_fails_writes_are_refused_and_reads_are_served()
    {
        var reign = Begin();
        Assert.Equal("+OK", Ask(reign, "SET a 1"));
        _faults.Fault = JournalFault.BeforeWrite;
        Post(reign, "SET a 2");
        AwaitCondition(() => reign.Status.Commit!.Failure is not null);
        Assert.Equal("-MISCONF Errors writing to the AOF file: out of order", Ask(reign, "SET b 1"));
        Assert.Equal("$1,2 :0", Ask(reign, "GET a", "EXISTS b"));
        var aborted = _rig.Transaction(1, watching: false, "SET b 1", "GET a");
        Post(reign, aborted);
        Assert.Same(aborted, ExpectMsg<ShardBatch>());
        Assert.Contains("EXECABORT Transaction discarded because of: MISCONF", EngineRig.Replies(aborted));
        Assert.Contains("MISCONF", Ask(reign, "EVAL return{redis.pcall('set','b','1').err} 0"));
    }

    [Fact]
    public void It_heals_by_itself_and_nothing_is_lost_or_done_twice()
    {
        var reign = Begin();
        _faults.Fault = JournalFault.AfterWrite;
        var held = Post(reign, "INCR n", "RPUSH l x");
        _faults.AwaitFailures(1);
        _faults.Fault = JournalFault.None;
        Assert.Same(held, ExpectMsg<ShardBatch>());
        Assert.Equal(":1 :1", EngineRig.Replies(held));
        AwaitAssert(() => Assert.Equal("+OK", Ask(reign, "SET b 1")));
        Watch(reign.Primary);
        Sys.Stop(reign.Primary);
        ExpectMsg<string>("not serving");
        ExpectTerminated(reign.Primary);
        Assert.Equal("$1,1 :1 $1,1", Ask(Begin(), "GET n", "LLEN l", "GET b"));
    }

    private Reign Begin()
    {
        Sys.ActorOf(ShardActor.Props(_rig.Start() with { ExpireCycleMs = 10 }, new Host(TestActor), new Storage()));
        return ExpectMsg<Reign>();
    }

    private string Ask(Reign reign, params string[] commands)
    {
        var batch = Post(reign, commands);
        Assert.Same(batch, ExpectMsg<ShardBatch>());
        Assert.Equal(ShardBatchOutcome.Done, batch.Outcome);
        var replies = EngineRig.Replies(batch);
        batch.Release();
        return replies;
    }

    private ShardBatch Post(Reign reign, params string[] commands) => Post(reign, _rig.Batch(1, commands));

    private static ShardBatch Post(Reign reign, ShardBatch batch)
    {
        batch.Epoch = reign.Epoch;
        batch.DeadlineTimestamp = long.MaxValue;
        reign.Inbox.Post(batch);
        return batch;
    }

    private static Config ConfigOf(FaultyJournal.Switch faults) => ConfigurationFactory.ParseString(
        $$"""
        akka.loglevel = OFF
        akka.persistence.journal.faulty {
            class = "{{typeof(FaultyJournal).AssemblyQualifiedName}}"
            switch = {{faults.Number}}
            circuit-breaker.max-failures = 1000000
        }
        """).WithFallback(ConfigurationFactory.ParseString(TestPatience.Hocon));

    private sealed record Reign(long Epoch, IActorRef Primary, ShardInbox Inbox, ShardStatus Status);

    private sealed class Sink(IActorRef to) : IReplySink
    {
        public void Completed(ShardBatch batch) => to.Tell(batch);
    }

    /// <summary>Epochs rise over all primaries of a test.</summary>
    private sealed class Host(IActorRef to) : IShardHost
    {
        private static long _lastEpoch = 10;

        public long BeginEpoch(int shard) => Interlocked.Increment(ref _lastEpoch);

        public void Recovering(int shard, long epoch, RecoveryProgress progress)
        {
        }

        public void Damaged(int shard, string damage) => to.Tell("damaged: " + damage);

        public void Serving(int shard, long epoch, IActorRef primary, ShardInbox inbox, ShardStatus status) =>
            to.Tell(new Reign(epoch, primary, inbox, status));

        public void NotServing(int shard, long epoch) => to.Tell("not serving");
    }

    /// <summary>A journal alone.</summary>
    private sealed class Storage : IShardStorage
    {
        public string JournalPluginId => "akka.persistence.journal.faulty";

        public bool SyncsEachWrite => false;

        public void LoadSnapshot(int shard, IActorRef primary, RecoveryProgress progress, CancellationToken stopping) =>
            primary.Tell(new SnapshotRestored(0, 0, 0, []));

        public bool TryBeginSnapshot(in SnapshotNeed need) => false;

        public ISnapshotSink SnapshotSink(int shard, long epoch, IActorRef primary) => throw new InvalidOperationException();
    }
}
