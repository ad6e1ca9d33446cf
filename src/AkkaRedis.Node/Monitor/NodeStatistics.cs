using AkkaRedis.Shard.Execution;

namespace AkkaRedis.Node.Monitor;

/// <summary>Counts of a node's edge since start or CONFIG RESETSTAT; added to with Interlocked from any thread.</summary>
public sealed class NodeStatistics
{
    public long ConnectionsReceived;
    public long ConnectionsRejected;
    public long CommandsProcessed;
    public long BytesReceived;
    public long BytesSent;
    public long ProtocolErrors;

    /// <summary>Client sockets open now; not reset.</summary>
    public long OpenSockets;

    /// <summary>Most bytes of memory seen in use.</summary>
    public long MemoryPeakBytes;

    /// <summary>What the managed heap held when the node had started; not reset.</summary>
    public long MemoryStartupBytes;

    public NodeRates Rates { get; } = new();

    /// <summary>Since the start of the process; not reset.</summary>
    public GcPauses GcPauses { get; } = new();

    /// <summary>Where the shards' counts stood at the last reset; replaced as a whole.</summary>
    public ShardBaselines Baselines { get; private set; } = ShardBaselines.Zero;

    /// <summary>Starts anew: own counts at zero, the shards' counts from where they stand.</summary>
    public void Reset(IReadOnlyList<ShardStatus?> shards, int commandRows)
    {
        ConnectionsReceived = ConnectionsRejected = CommandsProcessed = 0;
        BytesReceived = BytesSent = ProtocolErrors = 0;
        MemoryPeakBytes = 0;
        Baselines = ShardBaselines.Take(shards, commandRows);
    }
}
