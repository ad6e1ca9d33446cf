namespace AkkaRedis.Node.Clients.Tracking;

/// <summary>
/// How a connection tracks keys (CLIENT TRACKING ON). Replaced as a whole, since shards look at it from their threads.
/// </summary>
public sealed class TrackingMode
{
    private volatile bool _isRedirectBroken;

    /// <summary>The connection that is told in its place; 0 = itself.</summary>
    public long RedirectTo { get; init; }

    /// <summary>It hears of all changed keys with its prefixes, and not of those it read.</summary>
    public bool IsBroadcast { get; init; }

    /// <summary>Only keys read by commands after CLIENT CACHING YES.</summary>
    public bool IsOptIn { get; init; }

    /// <summary>All keys but those read by commands after CLIENT CACHING NO.</summary>
    public bool IsOptOut { get; init; }

    /// <summary>It does not hear of what it changed itself.</summary>
    public bool IsNoLoop { get; init; }

    /// <summary>In the order of their bytes; none without broadcasts, one empty one for all keys.</summary>
    public IReadOnlyList<byte[]> Prefixes { get; init; } = [];

    /// <summary>The connection to be told was found gone. Set once, by whoever finds it so.</summary>
    public bool IsRedirectBroken
    {
        get => _isRedirectBroken;
        set => _isRedirectBroken = value;
    }
}
