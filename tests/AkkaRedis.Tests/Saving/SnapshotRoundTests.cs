using Akka.Actor;
using Akka.TestKit.Xunit2;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Node.Persistence;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;
using AkkaRedis.Tests.NodeCommands;

namespace AkkaRedis.Tests.Saving;

/// <summary>A round asks every shard for a snapshot, and ends when all have answered or are none any more.</summary>
public sealed class SnapshotRoundTests : TestKit
{
    private readonly ShardDirectory _directory = new(shards: 2, starts: 1);
    private readonly NodePersistence _persistence;

    public SnapshotRoundTests() => _persistence = new NodePersistence(new Durability(), _directory, new ManualTime());

    [Fact]
    public void It_ends_with_the_last_answer_and_succeeds_when_all_do()
    {
        Serve(0);
        Serve(1);
        Assert.True(_persistence.BeginSnapshots());
        Asked().Done(null);
        Assert.True(_persistence.Snapshots.IsRunning);
        Assert.False(_persistence.BeginSnapshots());
        Asked().Done(null);
        Assert.Equal((false, true, 1, 0), Told());
    }

    [Fact]
    public void A_failure_of_one_is_that_of_the_round()
    {
        Serve(0);
        Serve(1);
        Assert.True(_persistence.BeginSnapshots());
        Asked().Done("the disk is full");
        Asked().Done(null);
        Assert.Equal((false, false, 1, 1), Told());
    }

    [Fact]
    public void A_shard_that_is_not_served_makes_it_fail()
    {
        Serve(0);
        Assert.True(_persistence.BeginSnapshots());
        Asked().Done(null);
        Assert.Equal((false, false, 1, 1), Told());
    }

    [Fact]
    public void A_primary_that_went_with_the_question_holds_up_no_further_round()
    {
        var reign = Serve(0);
        Serve(1);
        Assert.True(_persistence.BeginSnapshots());
        var lost = Asked();
        Asked().Done(null);
        Assert.True(_persistence.Snapshots.IsRunning);
        _directory.NotServing(0, reign);
        Assert.Equal((false, false, 1, 1), Told());
        Serve(0);
        Assert.True(_persistence.BeginSnapshots());
        lost.Done(null);
        Asked().Done(null);
        Assert.True(_persistence.Snapshots.IsRunning);
        Asked().Done(null);
        Assert.Equal((false, true, 2, 0), Told());
    }

    private AskSnapshot Asked() => ExpectMsg<AskSnapshot>();

    private (bool IsRunning, bool LastSucceeded, long Begun, long FailedInARow) Told()
    {
        var rounds = _persistence.Snapshots;
        return (rounds.IsRunning, rounds.LastSucceeded, rounds.Begun, rounds.FailedInARow);
    }

    private long Serve(int shard)
    {
        var epoch = _directory.BeginEpoch(shard);
        _directory.Serving(
            shard, epoch, TestActor, new ShardInbox(ActorRefs.Nobody),
            new ShardStatus(shard, new KeyspaceStore(1), new ShardCounters(), new CommandStatistics(0), new CommandLog()));
        return epoch;
    }
}
