using AkkaRedis.Protocol.Commands;

namespace AkkaRedis.Node.Monitor;

/// <summary>
/// What is noted of slow commands and of times, changed live by CONFIG SET; one instance per node. Names and defaults are
/// Redis' own.
/// </summary>
public sealed class ObservationSettings
{
    /// <summary>What those look at who count.</summary>
    public readonly LatencyTracking Tracking = new();

    /// <summary>Microseconds from which on a command is in the slow log; 0 = all are, negative = none (slowlog-log-slower-than).</summary>
    public long SlowLogFromUs { get; set; } = 10_000;

    /// <summary>Most entries of the slow log (slowlog-max-len).</summary>
    public int SlowLogMaxLength { get; set; } = 128;

    /// <summary>Milliseconds from which on a latency event is noted; 0 = none is (latency-monitor-threshold).</summary>
    public long LatencyThresholdMs { get; set; }

    /// <summary>Is it counted how long commands take (latency-tracking)?</summary>
    public bool TracksLatency
    {
        get => Tracking.IsOn;
        set => Tracking.IsOn = value;
    }

    /// <summary>Percentiles that INFO tells of those times (latency-tracking-info-percentiles); replaced as a whole.</summary>
    public IReadOnlyList<double> LatencyPercentiles { get; set; } = [50, 99, 99.9];

    /// <summary>Most entries of ACL LOG (acllog-max-len).</summary>
    public int AclLogMaxLength { get; set; } = 128;
}
