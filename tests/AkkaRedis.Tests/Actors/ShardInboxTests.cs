using Akka.TestKit.Xunit2;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Tests.Execution;
using AkkaRedis.Tests.Support;

namespace AkkaRedis.Tests.Actors;

/// <summary>Batches on their way to a primary: it is told once for many, and none is lost at the end of a reign.</summary>
public sealed class ShardInboxTests : TestKit
{
    private readonly List<ShardBatch> _back = [];
    private readonly EngineRig _rig;
    private readonly ShardInbox _inbox;

    public ShardInboxTests()
        : base(TestPatience.Hocon)
    {
        _rig = new EngineRig { Sink = new Sink(_back) };
        _inbox = new ShardInbox(TestActor);
    }

    [Fact]
    public void The_primary_is_told_once_for_all_batches_until_it_begins()
    {
        var first = Post();
        var second = Post();
        ExpectMsg<BatchesPosted>();
        ExpectNoMsg(TimeSpan.Zero);
        _inbox.BeginTurn();
        var third = Post();
        ExpectMsg<BatchesPosted>();
        var all = TakeAll();
        Assert.Equal([first, second, third], all);
        all.ForEach(batch => batch.Release());
    }

    [Fact]
    public void What_the_reign_did_not_take_goes_back_not_executed()
    {
        var left = Post();
        _inbox.Close();
        var late = Post();
        Assert.Equal([left, late], _back);
        Assert.All(_back, batch => Assert.Equal(ShardBatchOutcome.WrongEpoch, batch.Outcome));
        Assert.True(_inbox.IsEmpty);
        _back.ForEach(batch => batch.Release());
    }

    [Fact]
    public async Task Batches_of_many_threads_are_taken_or_come_back_once_when_the_reign_ends_meanwhile()
    {
        var all = Enumerable.Range(0, 4000).Select(n => _rig.Batch(n, "GET a")).ToArray();
        var posting = Enumerable.Range(0, 4).Select(t => Task.Run(() =>
        {
            for (var i = t; i < all.Length; i += 4)
                _inbox.Post(all[i]);
        })).ToArray();
        var taken = new List<ShardBatch>();
        while (taken.Count < 100)
        {
            if (_inbox.TryTake(out var batch))
                taken.Add(batch);
        }

        _inbox.Close();
        await Task.WhenAll(posting);
        Assert.Equal(all.Length, taken.Union(_back).Count());
        Assert.Equal(all.Length, taken.Count + _back.Count);
        Assert.All(all, batch => batch.Release());
    }

    private ShardBatch Post()
    {
        var batch = _rig.Batch(1, "GET a");
        _inbox.Post(batch);
        return batch;
    }

    private List<ShardBatch> TakeAll()
    {
        var all = new List<ShardBatch>();
        while (_inbox.TryTake(out var batch))
            all.Add(batch);
        return all;
    }

    private sealed class Sink(List<ShardBatch> back) : IReplySink
    {
        public void Completed(ShardBatch batch)
        {
            lock (back)
                back.Add(batch);
        }
    }
}
