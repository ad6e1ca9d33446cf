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

    public void Reset()
    {
        ConnectionsReceived = ConnectionsRejected = CommandsProcessed = 0;
        BytesReceived = BytesSent = ProtocolErrors = 0;
    }
}
