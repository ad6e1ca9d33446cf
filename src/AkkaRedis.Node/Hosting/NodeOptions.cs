using AkkaRedis.Node.Persistence;

namespace AkkaRedis.Node.Hosting;

/// <summary>
/// What a node is started with: the command line over the HOCON <c>akkaredis.*</c> keys over hocon/reference.conf. Does not
/// change while the node runs.
/// </summary>
public sealed record NodeOptions
{
    public int Port { get; init; } = 6379;

    public int ClusterPort { get; init; } = 7379;

    public int NodePort { get; init; } = 25520;

    public int PeerPort { get; init; } = 25521;

    public int AdminPort { get; init; } = 8379;

    /// <summary>Addresses the client ports listen on.</summary>
    public IReadOnlyList<string> Bind { get; init; } = ["127.0.0.1"];

    public IReadOnlyList<string> Seeds { get; init; } = [];

    public IReadOnlyList<string> Roles { get; init; } = ["data"];

    /// <summary>
    /// Host name or address under which other nodes reach this one; empty = the first address of <see cref="Bind"/>, or the
    /// machine's name when that is the wildcard.
    /// </summary>
    public string AnnounceHost { get; init; } = "";

    /// <summary>Shards of a cluster that is first formed, 1..128; of a started node what its data directory has.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>Was the number of shards asked for, and not left to the data directory?</summary>
    public bool ShardsGiven { get; init; }

    public int Replicas { get; init; }

    public string Dir { get; init; } = "./data";

    public bool AppendOnly { get; init; } = true;

    public string AppendFsync { get; init; } = "everysec";

    /// <summary>Which journal of Akka.Persistence keeps the command log.</summary>
    public string JournalPlugin { get; init; } = "akka.persistence.journal.segments";

    public string MinAcks { get; init; } = "0";

    public string Profile { get; init; } = "lan";

    public string? Import { get; init; }

    /// <summary>When a save begins by itself.</summary>
    public SavePoints Save { get; init; } = SavePoints.None;

    public string RequirePass { get; init; } = "";

    public int Databases { get; init; } = 16;

    /// <summary>Who may use DEBUG: no (nobody), yes, or local (clients of this machine).</summary>
    public string EnableDebugCommand { get; init; } = "no";

    /// <summary>debug, info, warning, error or none.</summary>
    public string LogLevel { get; init; } = "warning";

    /// <summary>Threads that serve client sockets; 0 = half the processors.</summary>
    public int SocketThreads { get; init; }

    /// <summary>auto, epoll or dotnet.</summary>
    public string SocketEngine { get; init; } = "auto";

    /// <summary>How often every shard is asked to be there.</summary>
    public int ShardKeepAliveMs { get; init; } = 5000;

    /// <summary>How long a stopping node waits for clients to take the replies they are owed.</summary>
    public int DrainTimeoutMs { get; init; } = 3000;

    /// <summary>Does the node hold shards and serve clients? A witness only votes.</summary>
    public bool HoldsData => Roles.Contains("data");
}
