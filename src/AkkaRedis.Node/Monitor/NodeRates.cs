namespace AkkaRedis.Node.Monitor;

/// <summary>Rates that INFO shows: commands, bytes received and bytes sent per second, over about the last 1.6 s.</summary>
public sealed class NodeRates
{
    private readonly RateSampler _commands = new();
    private readonly RateSampler _bytesReceived = new();
    private readonly RateSampler _bytesSent = new();

    public double CommandsPerSecond => _commands.PerSecond;

    public double BytesReceivedPerSecond => _bytesReceived.PerSecond;

    public double BytesSentPerSecond => _bytesSent.PerSecond;

    public void Sample(NodeStatistics from, long nowMs)
    {
        _commands.Add(Volatile.Read(ref from.CommandsProcessed), nowMs);
        _bytesReceived.Add(Volatile.Read(ref from.BytesReceived), nowMs);
        _bytesSent.Add(Volatile.Read(ref from.BytesSent), nowMs);
    }
}
