using AkkaRedis.Protocol.Resp;

namespace AkkaRedis.Node.Clients;

/// <summary>
/// Settings of the client ports that CONFIG SET changes live; one instance per node. Names and defaults are Redis' own.
/// </summary>
public sealed class ClientSettings
{
    public int MaxClients { get; set; } = 10_000;

    /// <summary>Idle seconds after which a client is closed; 0 = never (timeout).</summary>
    public int TimeoutSeconds { get; set; }

    /// <summary>tcp-keepalive; 0 = off.</summary>
    public int TcpKeepAliveSeconds { get; set; } = 300;

    /// <summary>Empty = none (requirepass).</summary>
    public string RequirePass { get; set; } = "";

    /// <summary>Limits of the request reader; replaced as a whole.</summary>
    public ProtocolLimits Protocol { get; set; } = ProtocolLimits.Default;

    /// <summary>client-output-buffer-limit normal: hard bytes, soft bytes, soft seconds; 0 = none.</summary>
    public OutputBufferLimit NormalOutputLimit { get; set; } = new(0, 0, 0);

    public OutputBufferLimit ReplicaOutputLimit { get; set; } = new(256L << 20, 64L << 20, 60);

    public OutputBufferLimit PubSubOutputLimit { get; set; } = new(32L << 20, 8L << 20, 60);

    /// <summary>
    /// The limit of a connection's class. A monitor is sent what it did not ask for one by one, and so has that of subscribers.
    /// </summary>
    public OutputBufferLimit OutputLimitOf(Session session) =>
        session.IsSubscribed || session.IsMonitor ? PubSubOutputLimit : NormalOutputLimit;

    /// <summary>Bytes that all clients may hold before the biggest are closed; negative = percent of maxmemory; 0 = any.</summary>
    public long MaxMemoryClients { get; set; }

    /// <summary>Unsent reply bytes of one connection above which its requests are no longer read.</summary>
    public long OutputHighWaterBytes { get; set; } = 1L << 20;

    /// <summary>Batches of one connection in flight to shards above which it is no longer read.</summary>
    public int MaxBatchesInFlight { get; set; } = 32;

    /// <summary>How long a request may wait for its shard before the client gets an error.</summary>
    public int RequestTimeoutMs { get; set; } = 10_000;
}

public sealed record OutputBufferLimit(long HardBytes, long SoftBytes, int SoftSeconds);
