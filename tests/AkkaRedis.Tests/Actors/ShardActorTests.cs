using Akka.Actor;
using Akka.TestKit.Xunit2;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Tests.Execution;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Actors;

/// <summary>The life of a shard's primary: reigns, refusals, a command that breaks it, and a stop in the middle of work.</summary>
public sealed class ShardActorTests : TestKit
{
    private readonly EngineRig _rig;

    public ShardActorTests()
        : base(TestPatience.Hocon) => _rig = new EngineRig { Sink = new Sink(TestActor) };

    [Fact]
    public void A_batch_of_its_epoch_is_executed()
    {
        var reign = Begin();
        var batch = Tell(reign, _rig.Batch(1, "SET a 1", "GET a"));
        Assert.Equal((batch, ShardBatchOutcome.Done), Back());
        Assert.Equal("+OK $1,1", EngineRig.Replies(batch));
        batch.Release();
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void A_batch_of_another_epoch_is_refused(int difference)
    {
        var reign = Begin();
        var batch = _rig.Batch(1, "SET a 1");
        batch.Epoch = reign.Epoch + difference;
        reign.Inbox!.Post(batch);
        Assert.Equal((batch, ShardBatchOutcome.WrongEpoch), Back());
        Assert.Equal(0, batch.Next);
        batch.Release();
    }

    [Fact]
    public void A_batch_past_its_deadline_is_not_begun()
    {
        var reign = Begin();
        var batch = _rig.Batch(1, "SET a 1");
        batch.DeadlineTimestamp = _rig.Time.GetTimestamp() - 1;
        batch.Epoch = reign.Epoch;
        reign.Inbox!.Post(batch);
        Assert.Equal((batch, ShardBatchOutcome.DeadlinePassed), Back());
        var look = Tell(reign, _rig.Batch(1, "GET a"));
        Assert.Equal((look, ShardBatchOutcome.Done), Back());
        Assert.Equal("$-1", EngineRig.Replies(look));
        batch.Release();
        look.Release();
    }

    [Fact]
    public void A_batch_that_was_begun_goes_on_after_its_deadline()
    {
        var reign = Begin(replyLimitBytes: 1);
        var batch = Tell(reign, _rig.Batch(1, "SET a 1", "GET a"));
        Assert.Equal((batch, ShardBatchOutcome.ReplyFull), Back());
        batch.BeginNextReply();
        batch.DeadlineTimestamp = 0;
        reign.Inbox!.Post(batch);
        Assert.Equal((batch, ShardBatchOutcome.Done), Back());
        batch.Release();
    }

    [Fact]
    public void Work_left_over_is_gone_on_with_without_another_message()
    {
        _rig.Time.TicksPerLook = 600;
        var reign = Begin();
        var batch = Tell(reign, _rig.Batch(1, [.. Enumerable.Repeat("INCR n", 50)]));
        Assert.Equal((batch, ShardBatchOutcome.Done), Back());
        Assert.EndsWith(":50", EngineRig.Replies(batch));
        batch.Release();
    }

    [Fact]
    public void A_command_that_breaks_ends_the_reign_and_another_begins()
    {
        var reign = Begin();
        var first = Tell(reign, _rig.Batch(1, "SET a 1", "BREAK", "GET a"));
        var second = Tell(reign, _rig.Batch(2, "GET a"));
        var messages = ReceiveN(4).ToList();
        Assert.Equal(new ReignEvent("not serving", reign.Epoch), messages[0]);
        Assert.Equal([first, second], messages.OfType<ShardBatch>());
        Assert.Equal((ShardBatchOutcome.Unknown, ShardBatchOutcome.WrongEpoch), (first.Outcome, second.Outcome));
        var next = messages.OfType<ReignEvent>().Last();
        Assert.Equal("serving", next.What);
        Assert.True(next.Epoch > reign.Epoch);
        second.Outcome = ShardBatchOutcome.Done;
        Tell(next, second);
        Assert.Equal((second, ShardBatchOutcome.Done), Back());
        Assert.Equal("$-1", EngineRig.Replies(second));
        first.Release();
        second.Release();
    }

    [Fact]
    public void A_command_that_breaks_when_its_batch_goes_on_gives_the_batch_back_once()
    {
        _rig.Time.TicksPerLook = 5000;
        var reign = Begin();
        var batch = Tell(reign, _rig.Batch(1, "SET a 1", "BREAK"));
        var behind = Tell(reign, _rig.Batch(1, "GET a"));
        var messages = ReceiveN(4).ToList();
        Assert.Equal(["not serving", "serving"], messages.OfType<ReignEvent>().Select(e => e.What));
        Assert.Equal([batch, behind], messages.OfType<ShardBatch>().OrderBy(b => b.Count).Reverse());
        Assert.Equal((ShardBatchOutcome.Unknown, ShardBatchOutcome.WrongEpoch), (batch.Outcome, behind.Outcome));
        ExpectNoMsg(TimeSpan.Zero);
        batch.Release();
        behind.Release();
    }

    [Fact]
    public void A_stopped_shard_gives_back_what_it_held_and_says_that_it_serves_no_more()
    {
        _rig.Time.TicksPerLook = 5000;
        var reign = Begin();
        var job = Tell(reign, _rig.Batch(1, "SLOW k 1000000"));
        var waiting = Tell(reign, _rig.Batch(2, "SET k 1"));
        var behind = Tell(reign, _rig.Batch(2, "SET k 2"));
        reign.Primary!.Tell(StopShard.Instance);
        var messages = ReceiveN(4).ToList();
        Assert.Equal("not serving", Assert.IsType<ReignEvent>(messages[0]).What);
        Assert.Equal([job, waiting, behind], messages.Skip(1));
        Assert.Equal(
            [ShardBatchOutcome.Unknown, ShardBatchOutcome.Unknown, ShardBatchOutcome.WrongEpoch],
            messages.Skip(1).Cast<ShardBatch>().Select(b => b.Outcome));
        foreach (var batch in messages.Skip(1).Cast<ShardBatch>())
            batch.Release();
    }

    [Fact]
    public void Keys_are_looked_for_that_nobody_asks_for()
    {
        var reign = Begin();
        var set = Tell(reign, _rig.Batch(1, "SET a v PX 5"));
        Assert.Equal((set, ShardBatchOutcome.Done), Back());
        set.Release();
        _rig.Time.Pass(100);
        AwaitCondition(() => reign.Status!.KeysIn(0) == 0);
        Assert.Equal(1, reign.Status!.Counters.ExpiredKeys);
    }

    private ReignEvent Begin(int replyLimitBytes = 1 << 20)
    {
        Sys.ActorOf(ShardActor.Props(_rig.Start(replyLimitBytes) with { ExpireCycleMs = 10 }, new Host(TestActor)));
        return Event();
    }

    private ShardBatch Tell(ReignEvent reign, ShardBatch batch)
    {
        batch.Epoch = reign.Epoch;
        batch.DeadlineTimestamp = long.MaxValue;
        reign.Inbox!.Post(batch);
        return batch;
    }

    /// <summary>The next message, a batch, and what became of it.</summary>
    private (ShardBatch Batch, ShardBatchOutcome Outcome) Back()
    {
        var batch = ExpectMsg<ShardBatch>();
        return (batch, batch.Outcome);
    }

    private ReignEvent Event() => ExpectMsg<ReignEvent>();

    private sealed record ReignEvent(
        string What, long Epoch, IActorRef? Primary = null, ShardInbox? Inbox = null, ShardStatus? Status = null);

    private sealed class Sink(IActorRef to) : IReplySink
    {
        public void Completed(ShardBatch batch) => to.Tell(batch);
    }

    private sealed class Host(IActorRef to) : IShardHost
    {
        private long _lastEpoch = 10;

        public long BeginEpoch(int shard) => ++_lastEpoch;

        public void Recovering(int shard, long epoch, RecoveryProgress progress)
        {
        }

        public void Damaged(int shard, string damage) => to.Tell(new ReignEvent(damage, 0));

        public void Serving(int shard, long epoch, IActorRef primary, ShardInbox inbox, ShardStatus status) =>
            to.Tell(new ReignEvent("serving", epoch, primary, inbox, status));

        public void NotServing(int shard, long epoch) => to.Tell(new ReignEvent("not serving", epoch));
    }
}
