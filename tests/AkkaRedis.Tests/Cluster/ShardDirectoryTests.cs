using Akka.Actor;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Keyspace;
using AkkaRedis.Shard.Log;

namespace AkkaRedis.Tests.Cluster;

public class ShardDirectoryTests
{
    private readonly ShardDirectory _directory = new(shards: 3, starts: 1);

    [Fact]
    public void A_shard_is_found_from_when_it_serves_until_it_does_not()
    {
        Assert.Null(_directory.Find(1));
        var epoch = Serve(1);
        Assert.Equal((1, epoch), (_directory.Find(1)!.Shard, _directory.Find(1)!.Epoch));
        Assert.Equal([0, 2], _directory.Missing());
        _directory.NotServing(1, epoch);
        Assert.Null(_directory.Find(1));
    }

    [Fact]
    public void Statuses_stand_at_their_shards_numbers()
    {
        Serve(2);
        Assert.Equal([null, null, 2], _directory.Statuses().Select(s => s?.Shard));
    }

    [Fact]
    public void Epochs_rise_within_a_start_and_over_starts()
    {
        var first = _directory.BeginEpoch(0);
        var second = _directory.BeginEpoch(2);
        var later = new ShardDirectory(shards: 3, starts: 2).BeginEpoch(0);
        Assert.True(0 < first && first < second && second < later);
    }

    [Fact]
    public void A_late_word_of_an_older_reign_changes_nothing()
    {
        var older = _directory.BeginEpoch(0);
        var newer = Serve(0);
        _directory.Serving(0, older, ActorRefs.Nobody, new ShardInbox(ActorRefs.Nobody), Status(0));
        _directory.NotServing(0, older);
        Assert.Equal(newer, _directory.Find(0)!.Epoch);
    }

    [Fact]
    public async Task Waiting_for_all_ends_when_the_last_one_serves()
    {
        var all = _directory.WhenSettled(CancellationToken.None);
        var early = Serve(0);
        Serve(1);
        _directory.NotServing(0, early);
        Serve(2);
        Assert.False(all.IsCompleted);
        Serve(0);
        await all;
        await _directory.WhenSettled(CancellationToken.None);
    }

    [Fact]
    public async Task Waiting_for_one_gives_its_route()
    {
        var waiting = _directory.WhenServing(1, CancellationToken.None);
        Serve(0);
        Assert.False(waiting.IsCompleted);
        var epoch = Serve(1);
        Assert.Equal(epoch, (await waiting).Epoch);
    }

    [Fact]
    public async Task Waiting_can_be_given_up()
    {
        using var cancellation = new CancellationTokenSource();
        var all = _directory.WhenSettled(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => all);
    }

    [Fact]
    public async Task Many_announcing_at_once_lose_nothing()
    {
        var directory = new ShardDirectory(shards: 128, starts: 1);
        var all = directory.WhenSettled(CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 128).Select(shard => Task.Run(() =>
        {
            for (var reign = 0; reign < 50; reign++)
            {
                var epoch = directory.BeginEpoch(shard);
                directory.Serving(shard, epoch, ActorRefs.Nobody, new ShardInbox(ActorRefs.Nobody), Status(shard));
                if (reign < 49)
                    directory.NotServing(shard, epoch);
            }
        })));
        await all;
        Assert.Equal(128 * 50, directory.BeginEpoch(0) - (1L << 32) - 1);
    }

    private static ShardStatus Status(int shard) =>
        new(shard, new KeyspaceStore(1), new ShardCounters(), new CommandStatistics(0), new CommandLog());

    private long Serve(int shard)
    {
        var epoch = _directory.BeginEpoch(shard);
        _directory.Serving(shard, epoch, ActorRefs.Nobody, new ShardInbox(ActorRefs.Nobody), Status(shard));
        return epoch;
    }
}
