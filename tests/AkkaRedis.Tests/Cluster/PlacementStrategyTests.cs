using System.Collections.Immutable;
using Akka.Actor;
using AkkaRedis.Node.Cluster;

namespace AkkaRedis.Tests.Cluster;

public class PlacementStrategyTests
{
    private static string? Choose(Func<Address, bool> isUp, params (string Host, int Shards)[] regions) =>
        PlacementStrategy.Choose(
            [.. regions.Select(r => new RegionLoad<string>(r.Host, new Address("akka.tcp", "akkaredis", r.Host, 1), r.Shards))], isUp);

    [Fact]
    public void The_node_with_the_fewest_shards_gets_the_next() =>
        Assert.Equal("b", Choose(_ => true, ("a", 3), ("b", 1), ("c", 2)));

    [Fact]
    public void Among_equals_the_lowest_address_wins_in_whatever_order_they_come()
    {
        Assert.Equal("a", Choose(_ => true, ("b", 1), ("a", 1), ("c", 1)));
        Assert.Equal("a", Choose(_ => true, ("c", 1), ("b", 1), ("a", 1)));
    }

    [Fact]
    public void A_member_that_is_not_up_gets_none_as_long_as_another_is() =>
        Assert.Equal("a", Choose(address => address.Host == "a", ("a", 9), ("b", 0)));

    [Fact]
    public void With_nobody_up_the_shard_is_not_left_without_a_home() =>
        Assert.Equal("b", Choose(_ => false, ("a", 9), ("b", 0)));

    [Fact]
    public void Dealing_shards_one_after_another_spreads_them_evenly()
    {
        var shards = new Dictionary<string, int> { ["a"] = 0, ["b"] = 0, ["c"] = 0 };
        for (var i = 0; i < 128; i++)
            shards[Choose(_ => true, [.. shards.Select(s => (s.Key, s.Value))])!]++;
        Assert.Equal([43, 43, 42], shards.Values);
    }

    [Fact]
    public void Without_a_region_there_is_no_answer_but_no_exception() => Assert.Null(Choose(_ => true));

    [Fact]
    public async Task A_failure_is_a_failed_task_not_a_throw()
    {
        var answer = new PlacementStrategy().AllocateShard(
            ActorRefs.Nobody, "0", ImmutableDictionary<IActorRef, IImmutableList<string>>.Empty);
        await Assert.ThrowsAsync<InvalidOperationException>(() => answer);
    }

    [Fact]
    public async Task Nothing_is_moved_without_being_asked_for()
    {
        var crowded = ImmutableDictionary<IActorRef, IImmutableList<string>>.Empty
            .Add(ActorRefs.Nobody, ImmutableList.Create("0", "1", "2"));
        Assert.Empty(await new PlacementStrategy().Rebalance(crowded, ImmutableHashSet<string>.Empty));
    }
}
