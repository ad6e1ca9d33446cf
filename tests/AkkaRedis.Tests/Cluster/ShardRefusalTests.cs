using System.Text;
using Akka.Actor;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Node.Commands;
using AkkaRedis.Protocol.Batches;
using AkkaRedis.Protocol.Buffers;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Tests.Cluster;

/// <summary>What is answered for a shard that nobody serves.</summary>
public sealed class ShardRefusalTests : IReplySink
{
    private const string Loading = "-LOADING Redis is loading the dataset in memory\r\n";

    private static readonly CommandTable Table = NodeCommandTable.Build();

    private readonly ShardDirectory _directory = new(shards: 2, starts: 1);
    private readonly List<ShardBatch> _completed = [];

    void IReplySink.Completed(ShardBatch batch) => _completed.Add(batch);

    [Fact]
    public void While_it_recovers_the_answer_is_loading()
    {
        _directory.Recovering(1, _directory.BeginEpoch(1), new RecoveryProgress());
        Assert.Equal(Loading + Loading, Told(1));
        Assert.True(_directory.IsRecovering);
        Assert.Null(Told(0));
    }

    [Fact]
    public void When_it_is_down_for_damage_the_answer_says_what_it_is()
    {
        _directory.Recovering(1, _directory.BeginEpoch(1), new RecoveryProgress());
        _directory.Damaged(1, "journal/shard-1/0001.seg: offset 77: bad checksum");
        const string Error = "-ERR shard 1 is down: journal/shard-1/0001.seg: offset 77: bad checksum\r\n";
        Assert.Equal(Error + Error, Told(1));
        Assert.False(_directory.IsRecovering);
        Assert.Equal([1], _directory.Damaged());
    }

    [Fact]
    public void Damage_is_not_forgotten_when_the_primary_stops_and_starts()
    {
        var epoch = _directory.BeginEpoch(1);
        _directory.Recovering(1, epoch, new RecoveryProgress());
        _directory.Damaged(1, "gone");
        _directory.NotServing(1, epoch);
        _directory.Recovering(1, _directory.BeginEpoch(1), new RecoveryProgress());
        Assert.StartsWith("-ERR shard 1 is down: gone\r\n", Told(1));
    }

    [Fact]
    public void One_that_is_served_answers_itself()
    {
        var epoch = _directory.BeginEpoch(1);
        _directory.Recovering(1, epoch, new RecoveryProgress());
        Serve(1, epoch);
        Assert.Null(_directory.RefusalOf(1));
        Assert.False(_directory.IsRecovering);
    }

    [Fact]
    public void One_that_stopped_while_it_recovered_is_waited_for()
    {
        var first = _directory.BeginEpoch(1);
        var second = _directory.BeginEpoch(1);
        _directory.Recovering(1, second, new RecoveryProgress());
        _directory.NotServing(1, first);
        Assert.Equal(Loading + Loading, Told(1));
        _directory.NotServing(1, second);
        Assert.Null(Told(1));
    }

    [Fact]
    public void A_late_word_of_an_older_reign_says_nothing_of_its_recovery()
    {
        var older = _directory.BeginEpoch(1);
        var newer = new RecoveryProgress();
        _directory.Recovering(1, _directory.BeginEpoch(1), newer);
        _directory.Recovering(1, older, new RecoveryProgress());
        Assert.Same(newer, _directory.Recoveries()[1]);
    }

    [Fact]
    public async Task A_start_has_settled_when_every_shard_is_served_or_damaged()
    {
        var settled = _directory.WhenSettled(CancellationToken.None);
        Serve(0, _directory.BeginEpoch(0));
        Assert.False(settled.IsCompleted);
        _directory.Damaged(1, "gone");
        await settled;
    }

    /// <summary>The replies to two commands, or null when they are to wait.</summary>
    private string? Told(int shard)
    {
        var source = CommandBatch.Take(BufferPool.Rent(1));
        var batch = ShardBatch.Take(shard, 1, source, this);
        source.Release();
        for (var i = 0; i < 2; i++)
            batch.Add(new ShardItem { Row = Table.Find("get"u8)! });
        var isTold = new ShardGateway(_directory).TryTell(batch, onlyEpoch: 0);
        Assert.Equal(isTold, _completed.Remove(batch));
        var replies = Encoding.UTF8.GetString(batch.Reply.WrittenSpan);
        Assert.Equal(isTold ? (2, ShardBatchOutcome.Done) : (0, ShardBatchOutcome.Done), (batch.Next, batch.Outcome));
        batch.Release();
        return isTold ? replies : null;
    }

    private void Serve(int shard, long epoch) => _directory.Serving(
        shard, epoch, ActorRefs.Nobody, new ShardInbox(ActorRefs.Nobody),
        new ShardStatus(shard, new KeyspaceStore(1), new ShardCounters(), new CommandStatistics(0), new CommandLog()));
}
