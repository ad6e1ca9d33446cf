namespace AkkaRedis.Protocol.Commands;

/// <summary>Is it counted how long calls take? One instance per node; changed live, read with every call.</summary>
public sealed class LatencyTracking
{
    public bool IsOn { get; set; } = true;
}
