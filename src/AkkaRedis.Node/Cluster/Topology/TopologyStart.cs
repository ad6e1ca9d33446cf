using System.Security.Cryptography;
using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using AkkaRedis.Node.Hosting;
using Microsoft.Extensions.Logging;

namespace AkkaRedis.Node.Cluster.Topology;

/// <summary>A node's way to its topology: the singleton that decides, and the copy in the node's directory.</summary>
internal static class TopologyStart
{
    /// <summary>The journal of a node that keeps no logs: the copies in the directories are all that is kept.</summary>
    public const string InMemoryJournal = "akka.persistence.journal.inmem";

    private const string DataRole = "data";
    private const string ManagerName = "topology";
    private const string Dispatcher = "akka.actor.internal-dispatcher";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ProxyInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>Has the singleton run on one of the data nodes.</summary>
    public static void StartSingleton(ActorSystem system, string journalPluginId) => system.ActorOf(
        ClusterSingletonManager.Props(
            TopologyActor.Props(journalPluginId).WithDispatcher(Dispatcher),
            PoisonPill.Instance,
            ClusterSingletonManagerSettings.Create(system).WithRole(DataRole)).WithDispatcher(Dispatcher),
        ManagerName);

    /// <summary>The topology by which this node serves. Its copy is kept before this returns.</summary>
    /// <exception cref="StartupException">The node may not serve as it was started, or the topology cannot be read.</exception>
    public static async Task<ClusterTopology> JoinAsync(
        ActorSystem system, DataDirectory data, NodeOptions options, ILogger log, CancellationToken cancellation)
    {
        var singleton = system.ActorOf(ProxyProps(system));
        try
        {
            return await JoinAsync(singleton, data, options, log, cancellation);
        }
        finally
        {
            system.Stop(singleton);
        }
    }

    private static async Task<ClusterTopology> JoinAsync(
        IActorRef singleton, DataDirectory data, NodeOptions options, ILogger log, CancellationToken cancellation)
    {
        var newClusterId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(ClusterTopology.ClusterIdLength / 2));
        var join = new JoinTopology(new NodeClaim(data.Topology, options.Shards, options.Replicas, newClusterId));
        while (true)
        {
            switch (await TryAskAsync(singleton, join, cancellation))
            {
                case TopologyGiven given:
                    data.KeepTopology(given.Topology);
                    return given.Topology;
                case TopologyRefused refused:
                    throw new StartupException(refused.Reason);
                default:
                    log.LogWarning("still waiting for the topology of the cluster");
                    break;
            }
        }
    }

    /// <summary>The way to the singleton wherever it runs. Akka would look for it once a second, which makes a start longer.</summary>
    private static Props ProxyProps(ActorSystem system) => ClusterSingletonProxy.Props(
        "/user/" + ManagerName,
        ClusterSingletonProxySettings.Create(system)
            .WithRole(DataRole)
            .WithSingletonIdentificationInterval(ProxyInterval)
            .WithLogSingletonIdentificationFailure(false)).WithDispatcher(Dispatcher);

    /// <summary>Null when there is no answer for a while.</summary>
    private static async Task<object?> TryAskAsync(IActorRef singleton, JoinTopology join, CancellationToken cancellation)
    {
        try
        {
            return await singleton.Ask<object>(join, Patience, cancellation);
        }
        catch (AskTimeoutException)
        {
            return null;
        }
    }
}
