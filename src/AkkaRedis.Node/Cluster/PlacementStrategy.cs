using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Cluster.Sharding;

namespace AkkaRedis.Node.Cluster;

/// <summary>
/// Where sharding puts the primaries: on the member with the fewest shards, the lowest address among equals. Members that
/// are not Up get none as long as another is. A shard that has a home stays there: moving data is a decision of its own.
///
/// Called by the coordinator, which a thrown exception would bring down and a slow answer would hold up: it answers at once
/// from what the cluster extension knows, and failures are failed tasks, which the coordinator retries.
/// </summary>
public sealed class PlacementStrategy : IActorSystemDependentAllocationStrategy
{
    private static readonly Task<IImmutableSet<string>> NoMoves = Task.FromResult<IImmutableSet<string>>(ImmutableHashSet<string>.Empty);

    private Akka.Cluster.Cluster? _cluster;

    public void Start(ActorSystem system) => _cluster = Akka.Cluster.Cluster.Get(system);

    public Task<IActorRef> AllocateShard(
        IActorRef requester, string shardId, IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations)
    {
        if (_cluster is not { } cluster)
            return Task.FromException<IActorRef>(new InvalidOperationException("not started"));
        var up = cluster.State.Members.Where(m => m.Status == MemberStatus.Up).Select(m => m.Address).ToHashSet();
        var loads = currentShardAllocations
            .Select(r => new RegionLoad<IActorRef>(r.Key, AddressOf(r.Key, cluster), r.Value.Count))
            .ToList();
        return Choose(loads, up.Contains) is { } region
            ? Task.FromResult(region)
            : Task.FromException<IActorRef>(new InvalidOperationException($"no region for shard {shardId}"));
    }

    public Task<IImmutableSet<string>> Rebalance(
        IImmutableDictionary<IActorRef, IImmutableList<string>> currentShardAllocations,
        IImmutableSet<string> rebalanceInProgress) => NoMoves;

    /// <summary>The rule alone; null when there is no region.</summary>
    internal static TRegion? Choose<TRegion>(IReadOnlyCollection<RegionLoad<TRegion>> regions, Func<Address, bool> isUp)
        where TRegion : class =>
        regions
            .OrderBy(r => isUp(r.Address) ? 0 : 1)
            .ThenBy(r => r.Shards)
            .ThenBy(r => r.Address, Member.AddressOrdering)
            .FirstOrDefault()?.Region;

    /// <summary>A region of this node has a path without host and port.</summary>
    private static Address AddressOf(IActorRef region, Akka.Cluster.Cluster cluster) =>
        region.Path.Address.HasLocalScope ? cluster.SelfAddress : region.Path.Address;
}

/// <summary>A node's shard region and how many shards it has.</summary>
internal sealed record RegionLoad<TRegion>(TRegion Region, Address Address, int Shards);
