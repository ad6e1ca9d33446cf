using System.Collections.Concurrent;
using AkkaRedis.Node.Clients;
using AkkaRedis.Node.Clients.Tracking;
using AkkaRedis.Node.Cluster;
using AkkaRedis.Node.Cluster.Topology;
using AkkaRedis.Node.Monitor;
using AkkaRedis.Node.Persistence;
using AkkaRedis.Node.PubSub;
using AkkaRedis.Protocol.Commands;
using AkkaRedis.Shard.Actors;
using AkkaRedis.Shard.Commands;
using AkkaRedis.Shard.Execution;
using AkkaRedis.Shard.Scripting;

namespace AkkaRedis.Node.Hosting;

/// <summary>What the connections of one node share. Built once at start-up; every member is safe to use from any thread.</summary>
public sealed class NodeServices
{
    private ClusterTopology _topology = ClusterTopology.None;

    public NodeServices()
    {
        CommandTimes = new CommandTimes(Clients);
        Tracking = new TrackingHub(Clients);
        Pause = new ClientPause(DataPause);
    }

    public required CommandTable Commands { get; init; }

    public required NodeOptions Options { get; init; }

    public required ClientSettings ClientSettings { get; init; }

    public required ShardSettings ShardSettings { get; init; }

    public required TimeProvider Time { get; init; }

    public ClientRegistry Clients { get; } = new();

    /// <summary>Subscriptions of this node's clients.</summary>
    public PubSubHub PubSub { get; } = new();

    /// <summary>The way of messages to subscribers: those of this node are all there are so far.</summary>
    public IMessageDistribution Distribution => PubSub;

    /// <summary>Clients of this node that track keys.</summary>
    public TrackingHub Tracking { get; }

    /// <summary>CLIENT PAUSE, as connections see it and as shards do.</summary>
    public ClientPause Pause { get; }

    public DataPause DataPause { get; } = new();

    /// <summary>Whether data is being loaded, and how far that is.</summary>
    public NodeLoading Loading { get; init; } = new();

    /// <summary>The topology by which the node serves; none while it starts.</summary>
    public ClusterTopology Topology
    {
        get => Volatile.Read(ref _topology);
        set => Volatile.Write(ref _topology, value);
    }

    /// <summary>Scripts that this node's shards know.</summary>
    public ScriptStore Scripts { get; } = new();

    /// <summary>Takes what scripts log, with levels from 0 (debug) to 3 (warning).</summary>
    public Action<int, string>? ScriptLog { get; init; }

    public NodeStatistics Statistics { get; } = new();

    /// <summary>What is noted of slow commands and times.</summary>
    public ObservationSettings Observation { get; init; } = new();

    /// <summary>Slow log, latency events, and who counts times.</summary>
    public CommandTimes CommandTimes { get; }

    /// <summary>Clients that see all commands (MONITOR).</summary>
    public CommandFeed Feed { get; } = new();

    /// <summary>What browsers send.</summary>
    public HttpRequests HttpRequests { get; init; } = new(TimeProvider.System, static _ => { });

    /// <summary>Logins that failed (ACL LOG).</summary>
    public LoginFailures LoginFailures { get; } = new();

    /// <summary>Values of options that have no effect here, by name.</summary>
    public ConcurrentDictionary<string, string> InertOptions { get; } = new();

    /// <summary>What may be changed of how data is kept.</summary>
    public Durability Durability { get; init; } = new();

    /// <summary>Where the shards keep their data; null = in memory alone.</summary>
    internal IShardStorage? Storage { get; init; }

    /// <summary>Saves of the data to a file; null where there is none.</summary>
    internal BackgroundSave? Saves { get; init; }

    /// <summary>When a save begins by itself. Set by CONFIG.</summary>
    public SavePoints SavePoints { get; set; } = SavePoints.None;

    /// <summary>What is on disk of the shards' logs.</summary>
    public INodePersistence Persistence { get; init; } = new NoPersistence();

    /// <summary>A client's wish that the node end (SHUTDOWN).</summary>
    public StopRequest StopRequest { get; } = new();

    /// <summary>Calls, time and errors of commands that run at the connection, and of commands refused there.</summary>
    public required CommandStatistics CommandStatistics { get; init; }

    /// <summary>Status of the shards whose primaries run here, by shard number; null where none does.</summary>
    public required Func<IReadOnlyList<ShardStatus?>> Shards { get; init; }

    /// <summary>Ports actually bound, 0 where a face is off.</summary>
    public BoundPorts Ports { get; } = new();

    /// <summary>40 hex digits, new at every start.</summary>
    public required string RunId { get; init; }

    public required long StartedAtMs { get; init; }

    /// <summary>Nothing more is to be delivered to it.</summary>
    public void Forget(Subscriber subscriber)
    {
        PubSub.UnsubscribeAll(subscriber);
        Feed.Remove(subscriber);
    }

    public long NowMs => Time.GetUtcNow().ToUnixTimeMilliseconds();
}

/// <summary>Ports in use, filled in while the node starts.</summary>
public sealed class BoundPorts
{
    public int Proxy { get; set; }

    public int Cluster { get; set; }

    public int Node { get; set; }

    public int Peer { get; set; }

    public int Admin { get; set; }
}
